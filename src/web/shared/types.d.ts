/** What pages have in common that list records or diagrams from data. */

interface PageData {
  /** Runs a script, and answers with its element. */
  run(address: string): Promise<HTMLScriptElement>;
  /** Makes what runs a script and answers with what that hands over by an event of this name. */
  loader(name: string): (address: string) => Promise<any>;
  /** Loads the parts of some data, each once; `{n}` of their address is a part's number, which is counted from 1. */
  parts(load: (address: string) => Promise<any>, address: string): PageParts<any>;
  /** A number in words, of which the first form is that for one. */
  counted(n: number, forms: string): string;
  /** Tells when the end of a list comes near, so that what follows is there when it is scrolled to. */
  ending(end: Element, onNear: () => void): PageEnding;
}

/** Data that comes in parts. */
interface PageParts<T> {
  part(number: number): Promise<T>;
  /** What was loaded may be another now. */
  forget(): void;
}

/** The end of a list that grows while it is read. */
interface PageEnding {
  isNear(): boolean;
  /**
   * Looks anew whether it is near, and from then on. Necessary after each growth: an observer tells only what
   * differs from one frame to the next, and whoever scrolls quickly is at the new end before there is one.
   */
  watch(): void;
}

interface Synopsite {
  page: PageData;
  /** The words of the interface, which a page may replace by `data-…` attributes of its scripts: see assets/words.js. */
  words?: Record<'diagrams' | 'page' | 'passages' | 'record', Record<string, string>>;
  /**
   * Lists these items and no others; what stands already where it should is not touched. Where the site has changed and
   * they are news, some may wait: see src/web/live/wait.js.
   */
  arrange(list: Element, items: Element[], isNews?: boolean): void;
}
