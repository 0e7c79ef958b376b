/** What the scripts of a record's page know of each other. */

interface Synopsite {
  copyText(text: string): Promise<void>;
  save(blob: Blob, name: string): void;
  /** A record's header and summary as Markdown. */
  markdownOf(record: Element): string;
}
