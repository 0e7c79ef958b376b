/**
 * Whether a drawing says all that its source has for labels. Mermaid leaves words out without a word about it: in a
 * mindmap those before a bracket, in a message those behind a `#`.
 *
 * Only what is a label beyond doubt is looked for, and only its letters and numbers: a sound drawing must not be taken away.
 */
(() => {
  'use strict';

  /** @typedef {(source: string) => Iterable<string>} Reader the labels in a source's lines behind its header */

  /** Statements of flowcharts whose words are not drawn. */
  const UNDRAWN = /^(?:style|classDef|class|click|linkStyle|accTitle|accDescr|direction|href|call)\b/;

  /** A node or an edge with a label: the node's id, and the label in quotes or without. */
  const LABEL = /([\p{L}\p{N}_]*)\s*[[({>|]+[/\\]?\s*(?:"([^"]*)"|([^\][(){}<>|"\n]+?))[/\\]?\s*[\])}|]/gu;

  /** @type {Reader} */
  function ofFlowchart(source) {
    const lines = source.split('\n').filter((line) => !UNDRAWN.test(line));
    /** @type {string[]} */
    const labels = [];
    /** @type {Map<string, Set<string>>} */
    const ofNode = new Map();
    /** @param {string} id @param {string} label */
    const add = (id, label) => ofNode.set(id, (ofNode.get(id) ?? new Set()).add(label));
    for (const line of lines) {
      const [, name = '', title] = /^subgraph\s+([\p{L}\p{N}_]+)?([^"[\]]*)$/u.exec(line) ?? [];
      if (name) add(name, '');
      if (title) labels.push(name + title);
    }
    // Shapes with properties are many, and not all of them have a place for a label.
    const text = lines.join('\n').replace(/@\{[^}]*\}/g, ' ');
    for (const [, id, quoted, plain] of text.matchAll(LABEL)) {
      if (id) add(id, quoted ?? plain);
      else labels.push(quoted ?? plain);
    }
    // A node that has several labels is drawn with the last.
    return [...labels, ...[...ofNode.values()].flatMap((all) => (all.size === 1 ? [...all] : []))];
  }

  /** @type {Reader} */
  function* ofSequence(source) {
    for (const line of source.split('\n')) {
      // A semicolon ends a statement, unless it ends an entity.
      const statement = line.replace(/([#&]\w+;)|;.*/g, '$1');
      const person = /^(?:create\s+)?(?:participant|actor)\s+([^@]+)$/i.exec(statement);
      const block = /^(?:loop|alt|else|opt|par|and|critical|option|break)\s+(.*)/i.exec(statement);
      const text = /^(?:note\s[^:]*|[^:]*[^:\s]\s*-[-.>)x\\/|][^:]*):(.*)/i.exec(statement);
      if (person) yield person[1].replace(/^.*?\sas\s/, '').replace(/^(?:no)?wrap:/, '');
      else if (text) yield text[1].replace(/^\s*(?:no)?wrap:/, '');
      else if (block && !/[->]>/.test(line)) yield block[1];
    }
  }

  /** @type {Reader} */
  function* ofTree(source) {
    // A card's facts go on for several lines.
    for (const line of source.replace(/@\{[^}]*\}/g, '').split('\n')) {
      if (line.startsWith('::')) continue;
      const node = line.trim();
      const shape = /^[^\s[({)"]*\s*(?:\(\(|\{\{|\)\)|[([)])(.*?)(?:\)\)|\}\}|\(\(|[)\](])$/.exec(node);
      // What goes on in the next line is not looked for.
      if (shape) yield shape[1];
      else if (!/[[({)\]}"]/.test(node)) yield node;
    }
  }

  /** @type {Map<string, Reader>} */
  const READERS = new Map([
    ['graph', ofFlowchart],
    ['flowchart', ofFlowchart],
    ['flowchart-elk', ofFlowchart],
    ['sequencediagram', ofSequence],
    ['mindmap', ofTree],
    ['kanban', ofTree],
  ]);

  /** What labels hold that is not shown as it is written. */
  const CHANGED = /<\/?[a-z][^<>]*>|\\n|[#&]\w+;|\bfa[a-z]?:[\w-]+|\$\$.*?\$\$/gi;

  /** @param {string} text */
  const letters = (text) => text.normalize('NFC').replaceAll(/[^\p{L}\p{N}]+/gu, '');

  /** The labels in a source. @param {string} source */
  function labelsOf(source) {
    const lines = source
      .replace(/^\s*---\n[^]*?\n---\s*\n/, '')
      .replaceAll(/%%\{[^]*?\}%%/g, '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith('%%'));
    const name = /^[\w-]+/.exec(lines[0] ?? '')?.[0].toLowerCase() ?? '';
    const read = READERS.get(name);
    return read ? [...read(lines.slice(1).join('\n'))] : [];
  }

  /** The text of a drawing. @param {Element} drawing */
  function textOf(drawing) {
    const walker = document.createTreeWalker(drawing, NodeFilter.SHOW_TEXT);
    let text = '';
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (!/^(?:style|title|desc)$/.test(parentElement?.localName ?? '')) text += textContent;
    }
    return text;
  }

  /**
   * The words in a source's labels that a drawing does not have.
   * @param {string} source
   * @param {Element} drawing
   * @returns {string[]}
   */
  function missing(source, drawing) {
    const text = textOf(drawing);
    const said = letters(text);
    const labels = labelsOf(source);
    const words = labels.flatMap((label) => label.split(CHANGED)).flatMap((part) => part.split('\n'));
    const lost = words.filter((part) => !said.includes(letters(part)));
    const formulas = labels.flatMap((label) => label.match(/\$\$.*?[^\s$].*?\$\$/g) ?? []);
    const drawn = [...drawing.querySelectorAll('math')].filter(({ textContent }) => textContent?.trim());
    if (formulas.length > 0 && drawn.length === 0 && !text.includes('$$')) lost.push(...formulas);
    return [...new Set(lost.map((part) => part.trim()))];
  }

  globalThis.synopsite = { ...globalThis.synopsite, missing };
})();
