/** What the scripts of search know of each other, and what the interface and the pages see of them. */

/** A text and whether it is what was looked for. */
type Piece = [text: string, isMatch: boolean];

/** A text as it is searched, and where in the original each of its UTF-16 units stands. */
interface FoldMap {
  text: string;
  /** Where the original of a unit begins; `at[text.length]` is the length of the original. */
  at: number[];
  /** Where the original of a unit ends. Units [from, to) stand at `at[from]` to `ends[to - 1]`. */
  ends: number[];
}

/** One condition of a query; all of them hold for a hit. */
interface QueryPart {
  kind: 'text' | 'phrase' | 'category' | 'tag' | 'source' | 'date';
  /** Where it stands in the query, with sign and all. */
  place: [from: number, to: number];
  /** Whether it must not hold. */
  not: boolean;
  /** As somebody wrote it, without the sign, the filter's name and quotes. */
  written: string;
  /** The same, folded. */
  value: string;
  /** Days since 1970 for dates, both included; open ends are infinite. */
  from: number;
  to: number;
}

interface ParsedQuery {
  text: string;
  parts: QueryPart[];
}

interface SegmentHead {
  id: string;
  first: number;
  count: number;
  bits: number;
  /** Two digits for each bucket, where the site is one that browsers may keep. */
  versions?: string;
}

/** search/head.js */
interface SearchHead {
  format: number;
  records: number;
  segments: SegmentHead[];
  undated: number;
  /** Days since 1970 and counts: the first day, its count, then differences and counts. */
  days: number[];
  /** How many records each script of texts has, a digit each. */
  parts: string;
  /** The letters that have a file of words for suggestions. */
  words: string;
}

/** search/facets.js */
interface FacetData {
  categories: string[][];
  sources: [key: string, label: string][];
  tags: string[];
  lists: string;
}

/** A script in search/text/: records as JSON. */
interface PackedText {
  encoding: string;
  /** In base 64. */
  deflated: string;
}

/** A record in a script in search/text/. */
interface SearchRecord {
  url: string;
  /** The path of its file in the content folder. */
  file: string;
  title: string;
  lang: string;
  date: string | null;
  day: string | null;
  categories: string[][];
  tags: string[];
  source: [key: string, label: string] | null;
  about: string[];
  headings: string[];
  summary: string;
  diagrams: string[];
  transcript: string;
  /** Its file: a text that has the transcript in it wherever two pieces meet, or bytes in base64. */
  raw: { text: string[]; bytes?: undefined } | { bytes: string } | null;
}

/** Where the text of a record stands. */
interface TextPlace {
  script: string;
  /** Counted from 0 in the script. */
  place: number;
}

type HitPlace = 'title' | 'about' | 'heading' | 'summary' | 'transcript' | 'diagram';

interface Hit {
  number: number;
  url: string;
  title: Piece[];
  day: string | null;
  lang: string;
  categories: string[][];
  tags: string[];
  source: [key: string, label: string] | null;
  /** Where the part of the query stands that is found last. */
  where: HitPlace;
  excerpt: Piece[];
  /** The query for the record's page. */
  find: string;
}

interface SearchResults {
  /** All hits so far. Later ones come after them. */
  hits: Hit[];
  /** How many records may be hits; each hit shown is one. */
  candidates: number;
  /** How many of those were looked at. */
  looked: number;
  /** Whether the page of results has ended. */
  done: boolean;
  /** Whether there are no more candidates. */
  exhausted: boolean;
  /** Queries that may have been meant, where nothing was found. */
  suggestions: string[];
  /** What was understood. */
  parsed: ParsedQuery;
  /** Whether the site's data changed meanwhile and the search began anew. */
  stale: boolean;
  /** Why there are no results; null where there is no such reason. */
  error: string | null;
}

interface Facets {
  candidates: number;
  categories: { path: string[]; count: number }[];
  sources: { key: string; label: string; count: number }[];
  years: { year: number; count: number }[];
  tags: { name: string; count: number }[];
}

interface SearchStats {
  bytes: number;
  files: number;
  /** What the bytes are: of the bodies, of the data where the browser does not tell the body's, or some of each. */
  counted: 'body' | 'data' | 'mixed';
}

interface Search {
  more(): void;
  cancel(): void;
}

/** What answers queries, in a window or in a worker. */
interface SearchEngine {
  open(): Promise<SearchHead>;
  /** A new search ends the last one. */
  search(text: string, onResults: (results: SearchResults) => void): Search;
  refresh(): void;
  facets(text: string): Promise<Facets>;
  candidates(text: string): Promise<number[]>;
  /** A record's file by its path in the content folder; nothing where the site does not offer it. */
  file(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  stats(): SearchStats;
}

/** What a record's page needs to mark what was found. */
interface Folding {
  fold(text: string): string;
  foldMap(text: string): FoldMap;
  parse(text: string): ParsedQuery;
  findAll(folded: string, query: ParsedQuery): [from: number, to: number][];
}

interface SearchClient extends Omit<SearchEngine, 'search'> {
  search(
    text: string,
    options: { onResults: (results: SearchResults) => void; signal?: AbortSignal | undefined },
  ): Search;
  /** Loads the engine into this window, with the table of Han characters. */
  folding(): Promise<Folding>;
}

/** Where data scripts come from. */
interface DataLoader {
  /**
   * @param name the address without `.js`
   * @param age when the site's data was last known to have changed: what a browser keeps may be older than that; 0
   *   where it does not matter
   */
  load(name: string, age: number, version?: string): Promise<any>;
  stats(): SearchStats;
}

/** A promise for each key, made when it is first asked for. */
type Remember<T> = (key: string, make: () => Promise<T>) => Promise<T>;

/** A set of record numbers, as a bitmap. */
interface RecordSet {
  readonly words: Uint32Array;
  readonly size: number;
  add(number: number): void;
  has(number: number): boolean;
  /** Adds the numbers from `from` to `to - 1`. */
  fill(from: number, to: number): RecordSet;
  and(other: RecordSet): RecordSet;
  or(other: RecordSet): RecordSet;
  without(other: RecordSet): RecordSet;
  copy(): RecordSet;
  count(): number;
  /** The numbers, the highest first. */
  descending(): Generator<number>;
}

/** What printable numbers and lists are read by. It throws where the text is damaged, and ends where the text ends. */
interface ListReader {
  number(): number;
  digit(): number;
  list(visit: (number: number) => void): void;
  skipList(): void;
}

/** The keys to look up for a part of a query. */
interface PartGrams {
  /** Enough to find most texts. */
  first: number[];
  /** All others. */
  rest: number[];
  /** What stands where the part is a whole word, if that is indexed. */
  whole?: number;
}

/** The records that may be hits. */
interface Candidates {
  count: number;
  all: RecordSet;
  /** Their numbers in the order in which they are looked at. */
  order(): Generator<number>;
}

interface SearchIndex {
  readonly head: SearchHead;
  candidates(query: ParsedQuery): Promise<Candidates>;
  textOf(number: number): TextPlace;
  /** Where the text of a record may stand that is made of a file; few others have its key. */
  ofFile(file: string): Promise<TextPlace[]>;
  /** The years that have records, and the numbers of those. */
  years(): { year: number; from: number; to: number }[];
}

/** A text of a record, with where it stands. */
interface RecordText {
  place: HitPlace;
  text: string;
  /** Folded when it is first asked for. */
  readonly folded: string;
}

/** A record with its texts, the best places first. */
interface OpenRecord {
  data: SearchRecord;
  texts: RecordText[];
}

/** Where a record holds what a query asks for. */
interface Match {
  record: OpenRecord;
  where: HitPlace;
  /** What hits of one batch are sorted by. */
  rank: number[];
  /** The text that the excerpt is taken from, and the place in its folded form. */
  shown: RecordText;
  span: [from: number, to: number];
}

/** What the files of the engine hang up for each other. */
interface SearchParts {
  setHan(pairs: string): void;
  recordSet(size: number): RecordSet;
  listReader(text: string, place?: number): ListReader;
  /** The lists of a key in a bucket by class, for those classes that have any. */
  versionOf(text: string): string;
  readBucket(bucket: string, rest: number, visit: (recordClass: number, number: number) => void): void;
  isWordCharacter(codePoint: number): boolean;
  keyOf(gram: string): number;
  isCommon(character: string): boolean;
  rarityOf(gram: string): number;
  gramsOf(part: string): PartGrams;
  parse(text: string): ParsedQuery;
  dayNumber(date: string): number;
  writeQuery(parts: QueryPart[]): string;
  remember<T>(limit: number): Remember<T>;
  windowLoader(root: string): DataLoader;
  workerLoader(root: string): DataLoader;
  openIndex(head: SearchHead, bucket: (name: string, version: string) => Promise<string>): SearchIndex;
  openRecords(packed: PackedText): Promise<OpenRecord[]>;
  fileOf(record: SearchRecord): Uint8Array<ArrayBuffer> | undefined;
  match(record: OpenRecord, query: ParsedQuery): Match | undefined;
  mark(text: string, query: ParsedQuery): Piece[];
  excerpt(match: Match, query: ParsedQuery): Piece[];
  findHits(
    index: SearchIndex,
    query: ParsedQuery,
    open: (place: TextPlace) => Promise<OpenRecord>,
  ): AsyncGenerator<Pick<SearchResults, 'hits' | 'candidates' | 'looked' | 'done' | 'exhausted'>>;
  countFacets(data: FacetData, index: SearchIndex, candidates: Candidates): Facets;
  suggest(query: ParsedQuery, letters: string, words: (letter: string) => Promise<string[]>): Promise<string[]>;
  create(loader: DataLoader): SearchEngine;
}

/** What the window asks of the worker, and what it answers. */
type WorkerRequest =
  | { ask: 'start'; root: string }
  | { ask: 'search'; id: number; text: string }
  | { ask: 'more' | 'cancel'; id: number }
  | { ask: 'refresh' }
  | { ask: 'open'; id: number }
  | { ask: 'facets' | 'candidates' | 'file'; id: number; text: string };

interface WorkerAnswer {
  id: number;
  value?: any;
  error?: string;
  stats: SearchStats;
}

interface Synopsite {
  /** Takes what a data script brings. */
  take(name: string, data: unknown): void;
  engine: SearchParts;
  searchClient(root: string, engineAddress: string): SearchClient;
  loadScript(address: string): Promise<void>;
  fold(text: string): string;
  foldMap(text: string): FoldMap;
  findAll(folded: string, query: ParsedQuery): [from: number, to: number][];
}
