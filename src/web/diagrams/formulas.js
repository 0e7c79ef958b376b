/**
 * Formulas in a diagram's labels, as Mermaid has to get them. Between `$$` it has KaTeX make MathML of them; all others are
 * shown as they are written.
 */
(() => {
  'use strict';

  /** A formula that is drawn, in one line. */
  const FORMULA = /\$\$([^\n]*?)\$\$/g;

  /** Commands of TeX that begin like the line feed `\n`, for which Mermaid takes their first letter. */
  const NEGATED =
    /\\(?=n(?:abla|cong|e|ear(?:row)?|eg|eq|eqq|exists|geq|i|leq|mid|olimits|onumber|ormalsize|ot|otin|parallel|prec|sim|subseteq|succ|supseteq|u)(?![a-z]))/g;

  /**
   * Mermaid escapes the signs of HTML before KaTeX reads them: `<` and `>` have names, too; a formula with `&` is shown as it
   * is written.
   * @param {string} source
   */
  function withFormulas(source) {
    if (!source.includes('\\') && !source.includes('$$')) return source;
    const written = /** @type {(text: string) => string} */ (text) => text.replace(NEGATED, '#92;');
    let end = 0;
    let out = '';
    for (const { 0: found, 1: formula, index } of source.matchAll(FORMULA)) {
      const drawn = found.replaceAll('<', '\\lt ').replaceAll('>', '\\gt ');
      out += written(source.slice(end, index)) + (formula.includes('&') ? asWritten(found) : drawn);
      end = index + found.length;
    }
    return out + written(source.slice(end));
  }

  /** A source whose formulas are shown as they are written, for those which KaTeX cannot read. @param {string} source */
  const asWritten = (source) => source.replace(NEGATED, '#92;').replaceAll('$$', '#36;#36;');

  /** What KaTeX makes of a formula. Browsers draw it without a style sheet. */
  const NAMES =
    'math semantics mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr ' +
    'mtd mstyle mpadded mphantom menclose';
  const ATTRIBUTES =
    'accent accentunder columnalign columnlines columnspacing depth displaystyle fence height linethickness lspace maxsize ' +
    'minsize mathvariant notation rowlines rowspacing rspace scriptlevel separator stretchy voffset width';

  globalThis.synopsite = {
    ...globalThis.synopsite,
    formulas: { asWritten, withFormulas, names: NAMES.split(' '), attributes: ATTRIBUTES.split(' ') },
  };
})();
