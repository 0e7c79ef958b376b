/** What the scripts of a record's card know of each other. */

/** Texts of one line, each with its distance from the line's start. */
type CardLine = { text: string; x: number }[];

interface CardContent {
  title: string;
  /** The record's language. */
  lang: string;
  facts: string[];
  /** The paragraphs of the gist. */
  gist: string[];
  site: string;
  /** The page's address, where it is known. */
  address: string;
  /** The fonts of the title and of the text. */
  families: string[];
}

interface Synopsite {
  lines: {
    /** Breaks a text into lines of a width, as they are drawn with the context's font. */
    breakLines(context: CanvasRenderingContext2D, text: string, width: number): CardLine[];
    /** So many lines at most, the last of which says where there are more. */
    shorten(context: CanvasRenderingContext2D, lines: CardLine[], most: number, width: number): CardLine[];
    /** As few lines as may be, which end between words, best where one pauses, and are all about as long. */
    balance(context: CanvasRenderingContext2D, text: string, width: number, lang: string): CardLine[];
  };
  drawCard(content: CardContent): HTMLCanvasElement;
  showCard(record: Element, words: DOMStringMap): void;
}
