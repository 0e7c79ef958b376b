/** The programs that the tests run. */

import { dirname, join, resolve } from 'node:path';

/** What users run. */
export const PROGRAM = resolve(process.env.SYNOPSITE ?? join(import.meta.dirname, '../../target/debug/synopsite'));

/** An example of the repository, which `cargo test` and `cargo build --examples` put beside it.
 * @param {string} name */
export const example = (name) => join(dirname(PROGRAM), 'examples', name);
