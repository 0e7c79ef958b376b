/**
 * Takes a drawing over from the frame in which it was made, and nothing else: the tree is built where nothing runs
 * or loads, and what is not on the lists below stays behind.
 */
(() => {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';
  const HTML = 'http://www.w3.org/1999/xhtml';
  const MATH = 'http://www.w3.org/1998/Math/MathML';

  /** @param {string} names */
  const set = (names) => new Set(names.split(' '));

  /** What stays, by namespace. In labels that is plain formatting, and the boxes which Mermaid makes for them. */
  const KEPT = new Map([
    [
      SVG,
      set(
        'svg g path rect circle ellipse line polyline polygon text tspan textPath defs marker symbol use clipPath mask ' +
          'pattern linearGradient radialGradient stop filter feDropShadow feGaussianBlur feOffset feMerge feMergeNode ' +
          'feFlood feComposite feColorMatrix feBlend style title desc foreignObject',
      ),
    ],
    [HTML, set('div span p br b i em strong u sub sup code')],
    [
      MATH,
      set(
        'math mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd ' +
          'mstyle mpadded mphantom menclose semantics',
      ),
    ],
  ]);

  /** What goes with all that is in it; any other element that is not kept leaves its content behind. */
  const DROPPED = set(
    'script style img image iframe object embed link meta base template noscript video audio source svg math ' +
      'annotation annotation-xml title textarea select input button form animate animateMotion animateTransform set',
  );

  /** A reference to something outside of the drawing. CSS may hide it behind escapes. */
  const OUTSIDE = /url\((?!\s*["']?#)|image-set|\\/i;

  /** Attributes that no style is read from. */
  const PLAIN = /^(?:id|class|d|points|transform|role|(?:data|aria)-[\w-]+)$/i;

  /** @param {Attr} attribute */
  function isHarmless({ name, value }) {
    if (/^on|^(?:src|srcset|action|formaction|ping|target|background|data|download)$/i.test(name)) return false;
    if (/(?:^|:)href$/i.test(name)) return value.startsWith('#');
    return PLAIN.test(name) || !OUTSIDE.test(value);
  }

  /** Where the link of a node leads, if that is a place on the web. @param {Element} element */
  function addressOf(element) {
    if (element.namespaceURI !== SVG || element.localName !== 'a') return undefined;
    const address = element.getAttribute('href') ?? element.getAttributeNS('http://www.w3.org/1999/xlink', 'href');
    return address && URL.canParse(address) && /^https?:/.test(new URL(address).protocol) ? address : undefined;
  }

  /**
   * @param {Element} element
   * @param {string} id of the drawing
   */
  function cleanTree(element, id) {
    const address = addressOf(element);
    for (const attribute of [...element.attributes]) {
      if (!isHarmless(attribute)) element.removeAttributeNode(attribute);
    }
    if (address) element.setAttribute('href', address);
    if (address) element.setAttribute('rel', 'noopener noreferrer nofollow');
    if (element.localName === 'style') {
      element.textContent = scoped(element.textContent ?? '', id);
      return;
    }
    for (const child of [...element.childNodes]) {
      if (child.nodeType === Node.TEXT_NODE) continue;
      if (!(child instanceof Element) || isDropped(child)) {
        child.remove();
        continue;
      }
      cleanTree(child, id);
      if (!isKept(child)) child.replaceWith(...within(child));
    }
  }

  /**
   * What stays of an element that does not. In a drawing its place does: the node of a link that leads nowhere is moved by it.
   * @param {Element} element
   */
  function within(element) {
    const children = [...element.childNodes];
    if (element.namespaceURI !== SVG) return children;
    const group = element.ownerDocument.createElementNS(SVG, 'g');
    for (const { name, value } of element.attributes) if (PLAIN.test(name)) group.setAttribute(name, value);
    group.append(...children);
    return [group];
  }

  /** @param {Element} element */
  const isKept = (element) =>
    addressOf(element) !== undefined || Boolean(KEPT.get(element.namespaceURI ?? '')?.has(element.localName));

  /** @param {Element} element */
  const isDropped = (element) => !isKept(element) && DROPPED.has(element.localName);

  /**
   * The rules of a style sheet that are about the drawing alone and load nothing.
   * @param {string} text
   * @param {string} id
   */
  function scoped(text, id) {
    const sheet = new CSSStyleSheet();
    // Leaves out every @import.
    sheet.replaceSync(text);
    const own = `#${CSS.escape(id)}`;
    /** @param {string} selector */
    const isOwn = (selector) => selector.startsWith(own) && !/^[\w-]/.test(selector.slice(own.length));
    return (
      [...sheet.cssRules]
        .filter(
          (rule) =>
            rule instanceof CSSKeyframesRule ||
            (rule instanceof CSSStyleRule && rule.selectorText.split(',').every((part) => isOwn(part.trim()))),
        )
        .map((rule) => rule.cssText)
        // The browser has written them anew, without escapes in names of functions.
        .filter((rule) => !/url\((?!\s*["']?#)|image-set/i.test(rule))
        .join('\n')
    );
  }

  /**
   * The drawing in a text that is not to be trusted; nothing where there is none.
   * @param {string} svg
   */
  function clean(svg) {
    const tree = new DOMParser().parseFromString(`<body>${svg}`, 'text/html');
    const drawing = tree.querySelector('body > svg');
    if (!(drawing instanceof SVGSVGElement)) return undefined;
    cleanTree(drawing, drawing.id);
    return document.importNode(drawing, true);
  }

  globalThis.synopsite = { ...globalThis.synopsite, clean };
})();
