/** A record's page as Markdown again: its title, what is known of the item, and the summary with its diagrams. */
(() => {
  'use strict';

  const BLOCKS = 'p, h1, h2, h3, h4, h5, h6, ul, ol, dl, blockquote, pre, hr, table, div, section, figure, details';

  /** What stands around an inline element's text. @type {Record<string, string>} */
  const SIGNS = { STRONG: '**', B: '**', EM: '*', I: '*', DEL: '~~', S: '~~' };
  /** Elements without a sign of their own, which Markdown takes as HTML. */
  const KEPT = new Set(['SUB', 'SUP', 'KBD', 'MARK', 'INS', 'U', 'SMALL', 'Q', 'CITE', 'VAR', 'RUBY', 'RT', 'RP']);

  /** @param {Node} node */
  const inlineOf = (node) => [...node.childNodes].map(inline).join('');

  /**
   * @param {Node} node
   * @returns {string}
   */
  function inline(node) {
    if (node instanceof Text) return node.data.replaceAll(/[\\*`]|<(?=[a-z/!])/gi, '\\$&');
    if (!(node instanceof Element)) return '';
    const { tagName: name } = node;
    if (name === 'BR') return node.closest('td, th') ? '<br>' : '\\\n';
    if (node.matches('.footnote-number, .visually-hidden')) return '';
    if (name === 'math') return formula(node);
    if (node.matches('.tex')) return node.textContent ?? '';
    if (name === 'CODE') return code(node.textContent ?? '');
    if (node.matches('.footnote-reference')) return `[^${node.textContent}]`;
    // Its file is the site's.
    if (node instanceof HTMLImageElement) return inline(new Text(node.alt));
    const text = inlineOf(node);
    if (node instanceof HTMLAnchorElement) return isElsewhere(node) ? `[${text}](${node.href})` : text;
    if (KEPT.has(name)) return `<${node.localName}>${text}</${node.localName}>`;
    const sign = SIGNS[name] ?? '';
    return `${sign}${text}${sign}`;
  }

  /** An address in the site itself says nothing outside of it. @param {HTMLAnchorElement} link */
  const isElsewhere = ({ protocol, origin }) => /^(https?|mailto):$/.test(protocol) && origin !== location.origin;

  /** A drawing knows its source. @param {Element} math */
  function formula(math) {
    const sign = math.getAttribute('display') === 'block' ? '$$' : '$';
    return `${sign}${math.querySelector('annotation')?.textContent}${sign}`;
  }

  /** @param {string} text */
  function code(text) {
    const fence = '`'.repeat(longest(text) + 1);
    return fence.length > 1 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
  }

  /** The longest run of backticks. @param {string} text */
  const longest = (text) => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

  /** @param {string} text @param {string} language */
  function fenced(text, language) {
    const fence = '`'.repeat(Math.max(3, longest(text) + 1));
    return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
  }

  /**
   * The blocks in an element; text that is in none of them is one, too.
   * @param {Element} element
   * @returns {string[]}
   */
  function blocksIn(element) {
    const blocks = [''];
    for (const node of element.childNodes) {
      if (node instanceof Element && node.matches(BLOCKS)) blocks.push(...block(node), '');
      else if (!(node instanceof Element && node.matches('summary'))) blocks[blocks.length - 1] += inline(node);
    }
    return blocks.map((text) => text.trim()).filter(Boolean);
  }

  /**
   * @param {Element} element
   * @returns {string[]}
   */
  function block(element) {
    const { tagName: name } = element;
    if (element.matches('.footnote-definition')) return [footnote(element)];
    if (name === 'P') return [paragraph(inlineOf(element).trim())];
    // The title is the page's only heading of the first level, and summaries begin with the third.
    if (/^H[2-6]$/.test(name)) return [`${'#'.repeat(Number(name[1]) - 1)} ${inlineOf(element).trim()}`];
    if (name === 'UL' || name === 'OL') return [list(element)];
    if (name === 'BLOCKQUOTE') return [blocksIn(element).join('\n\n').replaceAll(/^/gm, '> ')];
    if (name === 'PRE') return [preformatted(element)];
    if (name === 'HR') return ['---'];
    if (name === 'TABLE') return [table(/** @type {HTMLTableElement} */ (element))];
    if (element.matches('.diagram')) return diagram(element);
    if (name === 'DETAILS') {
      const summary = element.querySelector('summary');
      return [
        '<details>',
        `<summary>${summary ? inlineOf(summary) : ''}</summary>`,
        ...blocksIn(element),
        '</details>',
      ];
    }
    return blocksIn(element);
  }

  /** A fence has no place for a title. The words are for where no diagrams are drawn. @param {Element} element */
  function diagram(element) {
    const title = element.querySelector('.diagram-title');
    const source = fenced(element.querySelector('.diagram-source code')?.textContent ?? '', 'mermaid');
    const words = element.querySelector('.diagram-words');
    return [...(title ? [`**${inlineOf(title).trim()}**`] : []), source, ...(words ? block(words) : [])];
  }

  /** What would be a list or a heading is none. @param {string} text */
  const paragraph = (text) => text.replace(/^(\d+)(?=[.)]\s)/, '$1\\').replace(/^(?=(#{1,6}|[-+>])\s)/, '\\');

  /** A text whose lines after the first are moved to the right. @param {string} text @param {number} by */
  const indented = (text, by) => text.replaceAll(/\n(?=[^\n])/g, `\n${' '.repeat(by)}`);

  /** @param {Element} element */
  function footnote(element) {
    const number = element.querySelector('.footnote-number')?.textContent ?? '';
    return indented(`[^${number}]: ${blocksIn(element).join('\n\n')}`, 4);
  }

  /** @param {Element} element */
  function list(element) {
    const start = element instanceof HTMLOListElement ? element.start : 1;
    const gap = element.querySelector(':scope > li > p') ? '\n\n' : '\n';
    const items = [...element.children].map((item, place) => {
      const marker = element.tagName === 'OL' ? `${start + place}.` : '-';
      return indented(`${marker} ${blocksIn(item).join(gap)}`, marker.length + 1);
    });
    return items.join(gap);
  }

  /** @param {Element} element */
  function preformatted(element) {
    const language = /\blanguage-(\S+)/.exec(element.querySelector('code')?.className ?? '')?.[1] ?? '';
    return fenced(element.textContent ?? '', language);
  }

  /** @param {HTMLTableElement} element */
  function table(element) {
    const rows = [...element.rows].map((row) =>
      [...row.cells].map((cell) => inlineOf(cell).trim().replaceAll('\n', ' ').replaceAll('|', '\\|')),
    );
    const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
    lines.splice(1, 0, `|${' --- |'.repeat(rows[0]?.length ?? 0)}`);
    return lines.join('\n');
  }

  /** The facts of a record but the last, which is its file. @param {Element} record */
  function facts(record) {
    const lines = [...record.querySelectorAll('#facts > div')].slice(0, -1).map((fact) => {
      const [name, value] = [...fact.children].map((part) => inlineOf(part).replaceAll(/\s+/g, ' ').trim());
      return `- ${name}: ${value}`;
    });
    return lines.join('\n');
  }

  /** @param {Element} record */
  function markdownOf(record) {
    const title = record.querySelector('h1');
    const summary = record.querySelector('.summary > .prose');
    const blocks = [`# ${title ? inlineOf(title).trim() : ''}`, facts(record), ...(summary ? blocksIn(summary) : [])];
    return `${blocks.filter(Boolean).join('\n\n')}\n`;
  }

  globalThis.synopsite = { ...globalThis.synopsite, markdownOf };
})();
