/** A record as a picture to be passed on: paper, ink and one stroke of cinnabar, light for whoever looks at it. */
(() => {
  'use strict';

  const { breakLines, shorten, balance } = synopsite.lines;

  const WIDTH = 1080;
  /** As high as a picture of four to five; more where the text needs it. */
  const HEIGHT = 1350;
  const MARGIN = 96;
  const INNER = WIDTH - 2 * MARGIN;

  const TITLE = { sizes: [64, 56, 48], leading: 1.4, most: 5 };
  const GIST = { sizes: [46, 42, 38, 34], leading: 1.8, most: 16, indent: 44 };
  const FACTS = { size: 30, leading: 1.6 };
  const NAME = { size: 34, leading: 1.5 };
  const ADDRESS = { size: 26, leading: 1.5, most: 2 };

  /** The distances from above: of the title, the facts, the gist, the foot's line and what is under it. */
  const SPACE = { title: 44, facts: 28, gist: 64, foot: 72, name: 36 };

  /** What is written, and how. @typedef {{ font: string, color: string, lines: CardLine[], height: number }} Block */

  /** @param {string[]} families @param {CardContent} content @param {HTMLCanvasElement} canvas */
  function drawing([serif, sans], content, canvas) {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));

    /**
     * @param {string} text
     * @param {{ weight?: number, family: string, color: string, leading: number, size: number, width?: number, most?: number }} form
     * @param {(context: CanvasRenderingContext2D, text: string, width: number) => CardLine[]} [broken]
     * @returns {Block}
     */
    function block(
      text,
      { weight = 400, family, color, leading, size, width = INNER, most = Infinity },
      broken = breakLines,
    ) {
      context.font = `${weight} ${size}px ${family}`;
      const lines = shorten(context, broken(context, text, width), most, width);
      return { font: context.font, color, lines, height: size * leading };
    }

    /** @param {string} text @param {number} size */
    const title = (text, size) =>
      block(text, { ...TITLE, weight: 700, family: serif, color: look('--strong'), size }, (context, text, width) =>
        balance(context, text, width, content.lang),
      );

    /** The paragraphs of the gist, which share their lines. @param {string[]} texts @param {number} size */
    function gist(texts, size) {
      const { leading, indent } = GIST;
      const form = { family: sans, color: look('--strong'), leading, size, width: INNER - indent };
      const blocks = texts.map((text) => block(text, form));
      const lines = blocks.flatMap((one) => one.lines);
      return { ...block('', form), lines: shorten(context, lines, GIST.most, form.width) };
    }

    const heading = firstFit(TITLE.sizes, (size) => title(content.title, size), 3);
    const facts = block('', { ...FACTS, family: sans, color: look('--muted') }, (context, _, width) =>
      joined(context, content.facts, width),
    );
    const name = block(content.site, { ...NAME, weight: 700, family: serif, color: look('--strong'), most: 1 });
    const address = block(content.address, { ...ADDRESS, family: sans, color: look('--muted') });
    const foot = SPACE.foot + SPACE.name + heightOf(name) + heightOf(address) + MARGIN;
    const top = MARGIN + SPACE.title + heightOf(heading) + SPACE.facts + heightOf(facts) + SPACE.gist;
    const room = HEIGHT - top - foot;
    const told = firstFit(GIST.sizes, (size) => gist(content.gist, size), undefined, room);

    // This empties it.
    [canvas.width, canvas.height] = [WIDTH, Math.max(HEIGHT, Math.ceil(top + heightOf(told) + foot))];
    context.textBaseline = 'middle';
    /** @param {string} color @param {number[]} box */
    const fill = (color, [x, y, width, height]) => {
      context.fillStyle = color;
      context.fillRect(x, y, width, height);
    };
    fill(look('--paper'), [0, 0, canvas.width, canvas.height]);
    fill(look('--accent'), [MARGIN, MARGIN, 88, 10]);
    /** @param {Block} what @param {number} y @param {number} [x] */
    const write = (what, y, x = MARGIN) => {
      [context.font, context.fillStyle] = [what.font, what.color];
      what.lines.forEach((line, n) => {
        for (const piece of line) context.fillText(piece.text, x + piece.x, y + (n + 0.5) * what.height);
      });
      return y + heightOf(what);
    };
    let y = write(heading, MARGIN + SPACE.title) + SPACE.facts;
    y = write(facts, y) + SPACE.gist;
    if (told.lines.length > 0) fill(look('--accent'), [MARGIN, y + 8, 6, heightOf(told) - 16]);
    write(told, y, MARGIN + GIST.indent);
    y = canvas.height - foot + SPACE.foot;
    fill(look('--line'), [MARGIN, y, INNER, 2]);
    write(address, write(name, y + SPACE.name));
  }

  /**
   * Facts beside each other, as many on a line as there is room for.
   * @param {CanvasRenderingContext2D} context
   * @param {string[]} facts
   * @param {number} width
   */
  function joined(context, facts, width) {
    /** @type {string[]} */
    const lines = [];
    for (const fact of facts) {
      const longer = lines.length > 0 ? `${lines[lines.length - 1]} · ${fact}` : fact;
      if (lines.length > 0 && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(fact);
    }
    return lines.flatMap((line) => breakLines(context, line, width));
  }

  /** @param {Block} block */
  const heightOf = ({ lines, height }) => lines.length * height;

  /**
   * The largest that has no more than so many lines, and is no higher.
   * @param {number[]} sizes
   * @param {(size: number) => Block} make
   * @param {number} [most]
   * @param {number} [height]
   */
  function firstFit(sizes, make, most = Infinity, height = Infinity) {
    /** @param {Block} block */
    const fits = (block) => block.lines.length <= most && heightOf(block) <= height;
    const blocks = sizes.map(make);
    return blocks.find(fits) ?? blocks[blocks.length - 1];
  }

  /** A colour of the style sheet as it is in the light look. @param {string} name */
  function look(name) {
    const probe = document.createElement('span');
    probe.style.colorScheme = 'light';
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }

  /** @type {Synopsite['drawCard']} */
  function drawCard(content) {
    const canvas = document.createElement('canvas');
    // It says which form of a character is meant.
    canvas.lang = content.lang;
    drawing(content.families, content, canvas);
    return canvas;
  }

  globalThis.synopsite = { ...globalThis.synopsite, drawCard };
})();
