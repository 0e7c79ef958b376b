/** What the scripts that choose from the records know of each other. The data is made in src/pages/view/browse.rs. */

/** What records are chosen by; each is one word in the address. */
type BrowseFilter = 'category' | 'tag' | 'source' | 'author' | 'length' | 'status' | 'year' | 'day' | 'on';

/** What somebody has chosen, as the address says it. */
type BrowseChoice = Partial<Record<BrowseFilter | 'sort', string>>;

/** What the index script hands over. Columns are numbers in VLQ, newest record first. */
interface BrowseData {
  size: number;
  count: number;
  categories: [path: string, name: string, above: number | null][];
  tags: string[];
  sources: [key: string, name: string][];
  authors: string[];
  newest: number;
  days: string;
  of_categories: string;
  of_tags: string;
  of_source: string;
  of_author: string;
  status: string;
  duration: string;
  text: string;
}

/** The same, read. */
interface BrowseIndex {
  /** How many records a full part holds. */
  size: number;
  count: number;
  /** Per filter, the ids that each record has, newest first. */
  ids: Record<BrowseFilter, (number | number[])[]>;
  /** Per filter with names, what each id is called in addresses and on the page. */
  names: Partial<Record<BrowseFilter, [value: string, name: string][]>>;
  /** In seconds; -1 where it is not known. */
  duration: number[];
  text: number[];
}

interface BrowseFound {
  /** The places of records, in the order in which they are listed. */
  places: number[];
  /** Per filter and id, how many records would remain if that was chosen instead. */
  counts: Record<BrowseFilter, number[]>;
}

/** A record, as a part has it: what its card says. */
interface BrowseRecord {
  url: string;
  title: string;
  lang: string;
  excerpt?: string;
  date?: [iso: string, label: string, url: string | null];
  facts: [kind: string, text: string, value: string | null][];
}

interface BrowseList {
  /** Lists the first of these records, at least so many, and more as far as somebody scrolls. */
  show(index: BrowseIndex, places: number[], least?: number, isNews?: boolean): Promise<void>;
  /** Lists nothing. */
  clear(): void;
  /** How many records are listed. */
  length(): number;
  /** The record at a place. */
  record(index: BrowseIndex, place: number): Promise<BrowseRecord | undefined>;
  /** Forgets what was loaded: the site has changed. */
  forget(): void;
}

interface Synopsite {
  browse: {
    FILTERS: BrowseFilter[];
    readIndex(data: BrowseData): BrowseIndex;
    readAddress(hash: string): BrowseChoice | undefined;
    addressOf(choice: BrowseChoice): string;
    idOf(index: BrowseIndex, filter: BrowseFilter, value: string): number;
    choose(index: BrowseIndex, choice: BrowseChoice): BrowseFound;
    list(section: HTMLElement): BrowseList;
  };
}
