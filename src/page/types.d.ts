/** What pages have in common that list records or diagrams from data. */

interface PageData {
  /** Runs a script, and answers with its element. */
  run(address: string): Promise<HTMLScriptElement>;
  /** Makes what runs a script and answers with what that hands over by an event of this name. */
  loader(name: string): (address: string) => Promise<any>;
  /** A number in words, of which the first form is that for one. */
  counted(n: number, forms: string): string;
  /** Lists these items and no others; what stands already where it should is not touched. */
  arrange(list: Element, items: Element[]): void;
}

interface Synopsite {
  page: PageData;
}
