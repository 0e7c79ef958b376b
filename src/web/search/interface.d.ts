/** What the scripts of the search's interface know of each other. */

/** The elements in which a search is shown. */
interface SearchView {
  field: HTMLInputElement;
  status: HTMLElement;
  /** What to do where nothing was found. */
  notes: HTMLElement;
  list: HTMLElement;
  more: HTMLButtonElement;
  /** Makes the element of a hit. */
  make(hit: Hit): HTMLElement;
  /** Is told what is shown now; nothing, where nothing is searched for. */
  shown(results: SearchResults | undefined): void;
}

/** A search as it is typed. */
interface LiveSearch {
  /** What is searched for. */
  text(): string;
  /** Puts a query into the field and searches for it; `least` is how many hits are shown at once, if there are so many. */
  set(text: string, least?: number): void;
  /** Shows more hits, if there are. */
  more(): void;
  /** Searches again if the site has changed. */
  catchUp(): void;
}

interface Finder {
  /** The site's root from this page. */
  root: string;
  words: DOMStringMap;
  client: SearchClient;
  liveSearch(view: SearchView): LiveSearch;
  element<K extends keyof HTMLElementTagNameMap>(
    name: K,
    properties?: Partial<Omit<HTMLElementTagNameMap[K], 'style'>>,
    ...children: (Node | string)[]
  ): HTMLElementTagNameMap[K];
  /** A text with each `{name}` replaced. */
  fill(text: string | undefined, values: Record<string, string | number>): string;
  addressOf(hit: Hit): string;
  /** A text in which what was looked for is marked. */
  marked(pieces: Piece[]): (Node | string)[];
  /** The day, the categories, and where it was found. */
  factsOf(hit: Hit): string[];
  /** The address of the search page with a query. */
  pageOf(text: string): string;
  /** A query without one of its parts. */
  without(query: ParsedQuery, part: QueryPart): string;
  /** An element's text as it is searched, and the ranges of places in it. */
  foldedText(element: Element, folding: Folding): { folded: string; ranges(places: [number, number][]): Range[] };
  /** The block of text in which a passage begins. */
  blockOf(range: Range): Element | null;
  /**
   * Colours passages, the current one otherwise than the rest: see the highlights in site.css. Where a browser cannot,
   * their blocks get a class.
   */
  paint(name: string, ranges: Range[], current: number): void;
  /** Shows a passage, which may be folded away, or in a box that scrolls. */
  reveal(range: Range): void;
  /** Whether typing into an element means something of its own. */
  isField(target: EventTarget | null): boolean;
}

interface Synopsite {
  finder: Finder;
  /** Whether keys that are a single character do anything. */
  keysAreOn?(): boolean;
}
