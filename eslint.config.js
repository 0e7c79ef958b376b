import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['node_modules/', 'target/', 'fuzz/target/', 'public/', 'vendor/'] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: { ...globals.browser, synopsite: 'readonly', mermaid: 'readonly', Panzoom: 'readonly' },
    },
  },
  {
    files: ['tests/**/*.mjs', 'benches/**/*.mjs'],
    // The functions which are handed to a page run in the browser.
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
