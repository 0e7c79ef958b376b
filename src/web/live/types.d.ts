/** What the scripts of `synopsite serve` know of each other, and what the lists of a page ask of them. */

/** Puts these elements, and no others, into a list. */
type Put = (list: Element, items: Element[]) => void;

interface Live {
  /** Whether somebody reads in a part of the page, so that nothing in it may move. */
  isReading(area: Element): boolean;
  /** Changes a part of the page; what is read there stays where it is. */
  steady(area: Element, change: () => void): void;
  /** Gives an id to each element of a page's lists, until they are taken off the document again. */
  mark(page: Document): void;
  unmark(): void;
  /** Takes out of a page what is to wait; answers with whether the rest of it can be shown. */
  holdBack(page: Document): boolean;
  /** Lists elements, of which those wait that are news and would move what is read. */
  arrange(list: Element, items: Element[], isNews: boolean, put: Put): void;
  /** What waits. */
  waiting(): Element[];
  /** Lists what has waited. */
  release(): void;
  /** Says how many records wait; `show` is called when somebody wants to see them. */
  tellWaiting(count: number, show: (isByKey: boolean) => void): void;
  /** Lists the records that have come and that the page does not show. */
  tellElsewhere(news: [path: string, title: string][], isGone: boolean, dismiss: () => void): void;
  /** Shows what keeps the site from following its folder. */
  tellFault(message: string | null): void;
}

interface Synopsite {
  /** Only on a page of `synopsite serve`. */
  live?: Live;
}
