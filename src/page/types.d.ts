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
  /** Lists these items and no others; what stands already where it should is not touched. */
  arrange(list: Element, items: Element[]): void;
}

/** Data that comes in parts. */
interface PageParts<T> {
  part(number: number): Promise<T>;
  /** What was loaded may be another now. */
  forget(): void;
}

interface Synopsite {
  page: PageData;
}
