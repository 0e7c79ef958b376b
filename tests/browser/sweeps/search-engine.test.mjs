/** The search engine by itself, with data from the reference indexer and no browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { ENGINE_SOURCE } from '../search-sources.mjs';
import { bucketsOf, fold as plainFold, grams, indexOf, list } from '../reference-index.mjs';

const HAN = '慮虑萬万與与標标籤签體体臺台後后裏里㗲𠵾';

const globalsBefore = new Set(Object.getOwnPropertyNames(globalThis));
vm.runInThisContext(ENGINE_SOURCE);
const globalsAfter = Object.getOwnPropertyNames(globalThis).filter((name) => !globalsBefore.has(name));
const { synopsite } = globalThis;
const { fold, foldMap, findAll, engine } = synopsite;
engine.setHan(HAN);

/** Numbers that look like chance and are the same each time.
 * @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** @type {SearchRecord} */
const EMPTY = {
  ...{ url: '', title: '', lang: 'zh-CN', date: null, day: null, categories: [], tags: [], source: null, about: [] },
  ...{ headings: [], summary: '', diagrams: [], transcript: '', file: '', raw: null },
};

const WORDS = [
  ...[
    '焦慮',
    '焦虑',
    '症状',
    '如何',
    '面對',
    '的',
    '了',
    '，',
    '。',
    '「',
    '」',
    '、',
    '！',
    '蜂箱',
    '雨水',
    '种子',
    '发芽',
  ],
  ...[
    '後院',
    '萬一',
    '臺灣',
    '体育',
    'ﾊﾟﾝ',
    'がっこう',
    'カタカナ',
    'ＡＩ',
    '１２３',
    '㍿',
    '한국',
    '가',
    '나다',
    '🐝',
    '🇩🇪',
  ],
  ...[
    'AI',
    'said',
    'GPT-4',
    'c++',
    'the',
    'İstanbul',
    'ΣΑΣ',
    'Straße',
    'naïve',
    'ﬁrst',
    'e\u0301te',
    'co-op',
    'a',
    'of',
  ],
  ...[
    'x=1',
    '"quoted"',
    'BV1wEW5ehEpA',
    '3.14',
    '50%',
    '第2步',
    'ไทย',
    'Привет',
    'ｗｉｄｅ',
    'zero\u200Bwidth',
    '\u00AD',
    '…',
  ],
];
const SEPARATORS = ['', '', '', ' ', ' ', '  ', '\n', '\u3000', '\u00A0', '-', '/'];

/** Made-up records, the undated first and then from the oldest.
 * @param {number} count
 * @param {number} seed */
function madeUp(count, seed) {
  const roll = dice(seed);
  /** @template T @param {T[]} things */
  const one = (things) => things[roll(things.length)];
  /** @param {number} most */
  const text = (most) => Array.from({ length: 1 + roll(most) }, () => one(WORDS) + one(SEPARATORS)).join('');
  const dates = Array.from({ length: count }, (_, i) =>
    i < 5
      ? null
      : `20${23 + roll(3)}-${String(1 + roll(12)).padStart(2, '0')}-${String(1 + roll(28)).padStart(2, '0')}`,
  );
  dates.sort((a, b) => (a ?? '').localeCompare(b ?? ''));
  return dates.map((date, i) => ({
    ...EMPTY,
    ...{ url: `records/${i}.html`, date, day: date, title: text(4), summary: text(20) },
    categories: roll(2) ? [['技术', one(['AI', '園藝 花園'])]] : [['Bees']],
    tags: Array.from({ length: roll(3) }, () => one(['焦慮', 'Bees', 'two words'])),
    source: /** @type {[string, string] | null} */ (one([['bilibili', 'B站'], ['web', 'Web'], null])),
    about: roll(2) ? [text(1)] : [],
    headings: roll(2) ? [text(3)] : [],
    diagrams: roll(4) ? [] : [text(5)],
    transcript: roll(2) ? text(30) : '',
  }));
}

/** A loader over scripts in memory.
 * @param {Map<string, any>} scripts */
function loaderOf(scripts) {
  /** @type {string[]} */
  const loaded = [];
  /** @type {DataLoader} */
  const loader = {
    async load(name) {
      loaded.push(name);
      if (!scripts.has(name)) throw new Error(`${name} cannot be loaded`);
      return structuredClone(scripts.get(name));
    },
    stats: () => ({ bytes: 0, files: loaded.length, counted: 'data' }),
  };
  return { loader, loaded };
}

/** All that a search tells until there is nothing more.
 * @param {SearchEngine} finder
 * @param {string} text
 * @returns {Promise<SearchResults>} */
function toTheEnd(finder, text) {
  return new Promise((resolve) => {
    const search = finder.search(text, (results) => {
      if (results.exhausted) resolve(results);
      else if (results.done) search.more();
    });
  });
}

/** @param {SearchRecord} record */
const textsOf = ({ title, categories, tags, about, headings, summary, diagrams, transcript }) =>
  [title, ...categories.flat(), ...tags, ...about, ...headings, summary, ...diagrams, transcript].map((text) =>
    plainFold(text, HAN),
  );

const RECORDS = madeUp(300, 7);
const FOLDED = RECORDS.map(textsOf);
const FINDER = engine.create(loaderOf(indexOf(RECORDS, { han: HAN, base: 256 })).loader);

/** The records that hold all of some folded texts and none of others.
 * @param {string[]} wanted
 * @param {string[]} [unwanted] */
const brute = (wanted, unwanted = []) =>
  FOLDED.flatMap((texts, i) => {
    const has = (/** @type {string} */ value) => texts.some((text) => text.includes(value));
    return wanted.every(has) && !unwanted.some(has) ? [i] : [];
  });

/** @param {SearchResults} results */
function numbersOf({ hits, error }) {
  assert.equal(error, null);
  return hits.map(({ number }) => number).sort((a, b) => a - b);
}

/** Compares what is found with what is there.
 * @param {string} query
 * @param {number[]} expected */
async function assertFinds(query, expected) {
  assert.deepEqual(numbersOf(await toTheEnd(FINDER, query)), expected, `wrong hits for ${JSON.stringify(query)}`);
}

test('only what was agreed is global', () => {
  assert.deepEqual(globalsAfter, ['synopsite']);
  assert.deepEqual(Object.keys(synopsite).sort(), ['engine', 'findAll', 'fold', 'foldMap']);
});

test('what means the same is folded to the same', () => {
  for (const [text, expected] of [
    ['焦慮', '焦虑'],
    ['ＡＩ１２', 'ai12'],
    ['Straße', 'straße'],
    ['İ', 'i\u0307'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ﾊﾟｶﾞ', 'パガ'],
    ['\u1112\u1161\u11AB', '한'],
    ['가\u11A8', '각'],
    ['ㅎㅏ', '하'],
    ['e\u0301', 'é'],
    ['ﬁ ①', 'fi 1'],
    ['zero\u200Bwidth\uFE0F', 'zerowidth'],
    ['  焦 虑\n症 a  b\u3000', '焦虑症 a b'],
    ['中 \u{20000} 文', '中\u{20000}文'],
    ['㗲', '𠵾'],
    ['', ''],
    [' \n', ''],
  ]) {
    assert.equal(fold(text), expected);
    assert.equal(plainFold(text, HAN), expected);
  }
});

test('folding a text piece by piece is folding the whole', () => {
  for (const record of RECORDS) {
    for (const text of [record.title, record.summary, record.transcript])
      assert.equal(fold(text), plainFold(text, HAN));
  }
  const roll = dice(3);
  const ranges = [
    0x20, 0xa0, 0x300, 0x1100, 0x1161, 0x11a8, 0x3099, 0x3131, 0x3260, 0xac00, 0xff60, 0xffa0, 0x4e00, 0xfb00,
  ];
  for (let i = 0; i < 20_000; i++) {
    const text = Array.from({ length: 4 }, () => String.fromCodePoint(ranges[roll(ranges.length)] + roll(32))).join('');
    assert.equal(fold(text), plainFold(text, HAN), [...text].map((c) => c.codePointAt(0)?.toString(16)).join(' '));
  }
});

test('no character joins with one before it that it is not folded with', () => {
  /** What may follow in a composition. */
  const seconds = new Set();
  for (let code = 0; code < 0x30000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const [first, second, ...more] = [...String.fromCodePoint(code).normalize('NFD')];
    if (first && second && more.length === 0) seconds.add(second);
  }
  for (let code = 0; code < 0x30000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const character = String.fromCodePoint(code);
    const [first] = character.normalize('NFKD');
    if (!seconds.has(first) && !/^\p{M}/u.test(first)) continue;
    for (const before of 'aか가\u1100\u0BC6') {
      assert.equal(fold(before + character), plainFold(before + character, HAN), code.toString(16));
    }
  }
});

test('each folded unit knows its place in the original', () => {
  const text = '  ﬁ 焦 慮ﾊﾟ\u{2F800}x';
  const map = foldMap(text);
  assert.equal(map.text, 'fi 焦虑パ丽x');
  assert.deepEqual(map.at, [2, 2, 3, 4, 6, 7, 9, 11, 12]);
  assert.deepEqual(map.ends, [3, 3, 4, 5, 7, 9, 11, 12]);
  for (const { summary } of RECORDS) {
    const { text, at, ends } = foldMap(summary);
    assert.equal(text, fold(summary));
    assert.equal(at.length, text.length + 1);
    assert.ok(at.every((place, i) => i === 0 || place >= at[i - 1]));
    // What stands at a unit's place is folded to that unit.
    for (let i = 0; i < text.length; i++) {
      if (text[i] !== ' ') assert.ok(fold(summary.slice(at[i], ends[i])).includes(text[i]), summary);
    }
  }
});

test('any substring of a record finds all records that hold it, and no others', async () => {
  const seen = new Set();
  for (const texts of FOLDED.filter((_, i) => i % 29 === 0)) {
    for (const text of texts) {
      const characters = [...text];
      for (let start = 0; start < characters.length; start++) {
        for (const length of [1, 2, 3, 4, 5, 6, 7, 8]) {
          const value = characters.slice(start, start + length).join('');
          // A mark that came loose from its character is another text when it is folded again.
          if (seen.has(value) || fold(value) !== value || /["“”„‟]/.test(value)) continue;
          seen.add(value);
          await assertFinds(`"${value}"`, brute([value]));
        }
      }
    }
  }
  assert.ok(seen.size > 2000, `only ${seen.size} substrings`);
});

test('words are looked for each by itself, phrases with their spaces', async () => {
  for (const query of ['焦慮 ai', 'said the', 'a 的', 'ＡＩ 雨水 Bees', '焦虑 -ai', 'the -"gpt-4" -的', '-的', '- -']) {
    const parts = query.split(' ').map((part) => part.replaceAll('"', ''));
    const negated = (/** @type {string} */ part) => part.length > 1 && part.startsWith('-');
    const wanted = parts.filter((part) => !negated(part)).map((part) => plainFold(part, HAN));
    const unwanted = parts.filter(negated).map((part) => plainFold(part.slice(1), HAN));
    await assertFinds(query, brute(wanted, unwanted));
  }
  await assertFinds('“said the”', brute(['said the']));
  await assertFinds('"of a', brute(['of a']));
  await assertFinds('  ', []);
  await assertFinds('""', []);
});

test('filters hold for what is found', async () => {
  /** @param {(record: SearchRecord) => boolean} holds */
  const those = (holds) => RECORDS.flatMap((record, i) => (holds(record) ? [i] : []));
  await assertFinds(
    'category:技术',
    those(({ categories }) => categories[0][0] === '技术'),
  );
  await assertFinds('分类：“技术/园艺花园”', []);
  await assertFinds(
    'category:技术/ai',
    those(({ categories }) => categories[0][1] === 'AI'),
  );
  await assertFinds(
    '标签:焦虑',
    those(({ tags }) => tags.includes('焦慮')),
  );
  await assertFinds(
    'TAG:"Two  words"',
    those(({ tags }) => tags.includes('two words')),
  );
  await assertFinds('-tag:bees quelle:bilibili', []);
  for (const query of ['-tag:bees 来源:bilibili', '-標籤:bees 來源:bilibili', '-タグ:bees 出典：bilibili']) {
    await assertFinds(
      query,
      those((one) => !one.tags.includes('Bees') && one.source?.[0] === 'bilibili'),
    );
  }
  await assertFinds(
    'year:2024',
    those(({ date }) => date?.slice(0, 4) === '2024'),
  );
  await assertFinds(
    '-年：２０２４',
    those(({ date }) => date?.slice(0, 4) !== '2024'),
  );
  await assertFinds(
    'date:2024-02',
    those(({ date }) => date?.slice(0, 7) === '2024-02'),
  );
  await assertFinds(
    'date:>2024-02',
    those(({ date }) => (date ?? '') >= '2024-03'),
  );
  await assertFinds(
    '日期:<2024-02',
    those(({ date }) => date !== null && date < '2024-02'),
  );
  await assertFinds(
    'date:2024-02-10..2024-04',
    those(({ date }) => date !== null && date >= '2024-02-10' && date < '2024-05'),
  );
  await assertFinds('date:2024-02..2024-01', []);
  const dated = those(({ date }) => date?.slice(0, 4) === '2025');
  await assertFinds(
    '焦虑 year:2025',
    brute(['焦虑']).filter((i) => dated.includes(i)),
  );
});

test('what only looks like a filter is text', () => {
  for (const text of ['c:x', 'http://a', 'year:soon', 'date:2024-13', 'date:2024-02-30', 'tag:', 'date:..']) {
    assert.deepEqual(
      engine.parse(text).parts.map(({ kind, value }) => [kind, value]),
      [['text', fold(text)]],
    );
  }
});

test('what is found is marked in the original', () => {
  const query = engine.parse('焦虑 虑症 -状 "a b"');
  assert.deepEqual(findAll(fold('焦慮症状，A B 焦虑'), query), [
    [0, 3],
    [5, 8],
    [9, 11],
  ]);
  assert.deepEqual(engine.mark('又焦 慮，ﬁn', engine.parse('焦虑 f')), [
    ['又', false],
    ['焦 慮', true],
    ['，', false],
    ['ﬁ', true],
    ['n', false],
  ]);
});

/** A site of a few records, searched to the end.
 * @param {Partial<SearchRecord>[]} records
 * @param {string} query */
async function search(records, query) {
  const full = records.map((record, i) => ({ ...EMPTY, url: `${i}`, date: '2025-01-01', ...record }));
  return toTheEnd(engine.create(loaderOf(indexOf(full, { han: HAN })).loader), query);
}

test('hits come in the order of where they stand, how close, and the newest first', async () => {
  const { hits } = await search(
    [
      { diagrams: ['graph bees'] },
      { transcript: 'of bees' },
      { summary: 'about bees' },
      { tags: ['bees'] },
      { title: 'All bees' },
      { title: 'Bees' },
      { title: 'New bees' },
    ],
    'bees',
  );
  assert.deepEqual(
    hits.map(({ number, where }) => [number, where]),
    [
      [5, 'title'],
      [6, 'title'],
      [4, 'title'],
      [3, 'about'],
      [2, 'summary'],
      [1, 'transcript'],
      [0, 'diagram'],
    ],
  );
  const near = await search([{ summary: 'bees and honey' }, { summary: 'bees have a lot of honey' }], 'honey bees');
  assert.deepEqual(numbersInOrder(near), [0, 1]);
  const whole = await search([{ summary: 'an AI' }, ...Array(20).fill({ summary: 'he said' })], 'ai');
  assert.equal(whole.hits[0].number, 0);
});

/** @param {SearchResults} results */
const numbersInOrder = ({ hits }) => hits.map(({ number }) => number);

test('candidates are looked at in the order of what the index knows', async () => {
  const records = [
    { title: 'AI' },
    { title: 'AI, they said' },
    { summary: 'AI' },
    { transcript: 'AI' },
    { summary: 'said' },
    { title: 'said' },
    { title: 'AI and bees' },
  ].map((record, i) => ({ ...EMPTY, url: `${i}`, date: '2025-01-01', ...record }));
  const finder = engine.create(loaderOf(indexOf(records, { han: HAN })).loader);
  assert.deepEqual(await finder.candidates('ai'), [6, 1, 0, 5, 2, 4, 3]);
  assert.deepEqual(await finder.candidates('ai -bees'), [1, 0, 5, 2, 4, 3, 6]);
});

test('an excerpt shows the hit with what is around it', async () => {
  const before = '前面说了很多别的事情。'.repeat(20);
  const { hits } = await search([{ title: '题', summary: `${before}他很焦\n慮。${before}` }], '焦虑');
  const text = hits[0].excerpt.map(([text]) => text).join('');
  assert.deepEqual(
    hits[0].excerpt.filter(([, isMatch]) => isMatch),
    [['焦 慮', true]],
  );
  assert.ok(text.startsWith('…') && text.endsWith('…') && text.length < 120, text);
  assert.equal(hits[0].find, '焦虑');
  const words = await search(
    [{ summary: `${'some words come before '.repeat(9)}bees ${'and after '.repeat(30)}` }],
    'bees',
  );
  assert.match(words.hits[0].excerpt[1][0], /^(?:some|words|come|before) /);
});

test('a page of results ends, and more are told when they are asked for', async () => {
  const finder = engine.create(loaderOf(indexOf(RECORDS, { han: HAN })).loader);
  /** @type {SearchResults[]} */
  const told = [];
  const opened = finder.search('的', (results) => told.push(results));
  await settled();
  const page = told.length;
  assert.ok(told.at(-1)?.done && !told.at(-1)?.exhausted);
  const { hits = [], looked = 0 } = told.at(-1) ?? {};
  // A batch that is not needed is not fetched.
  assert.ok(hits.length >= 6 && hits.length < 12 && looked < 12, `${hits.length} hits of ${looked}`);
  opened.more();
  await settled();
  assert.ok(told.length > page);
  // What was shown stays where it is.
  const [first, last] = [told[0].hits, told.at(-1)?.hits ?? []];
  assert.deepEqual(last.slice(0, first.length), first);
  opened.cancel();
  const silent = told.length;
  opened.more();
  await settled();
  assert.equal(told.length, silent);
});

/** So long that whatever goes on has ended. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 150));

test('a search that another one replaces tells nothing any more', async () => {
  let told = 0;
  FINDER.search('的', () => told++);
  await assertFinds('雨水', brute(['雨水']));
  await settled();
  assert.equal(told, 0);
});

test('each script is loaded once', async () => {
  const { loader, loaded } = loaderOf(indexOf(RECORDS, { han: HAN }));
  const finder = engine.create(loader);
  await Promise.all([finder.candidates('焦虑症状'), finder.candidates('焦虑症'), toTheEnd(finder, '焦虑症状')]);
  await toTheEnd(finder, '焦虑症状');
  assert.deepEqual(loaded, [...new Set(loaded)]);
});

test('facets count the candidates', async () => {
  const { candidates, years, tags, sources, categories } = await FINDER.facets('的');
  const numbers = await FINDER.candidates('的');
  assert.equal(candidates, numbers.length);
  const those = numbers.map((number) => RECORDS[number]);
  for (const { year, count } of years) {
    assert.equal(count, those.filter(({ date }) => date?.startsWith(`${year}`)).length);
  }
  assert.equal(years.length, 3);
  for (const { name, count } of tags) assert.equal(count, those.filter((one) => one.tags.includes(name)).length);
  assert.equal(
    sources.find(({ key }) => key === 'web')?.count,
    those.filter(({ source }) => source?.[0] === 'web').length,
  );
  const wanted = categories.find(({ path }) => path.length === 1 && path[0] === '技术');
  assert.equal(wanted?.count, those.filter((one) => one.categories[0][0] === '技术').length);
});

test('a mistyped word is mended, and only where nothing was found', async () => {
  const records = [{ summary: 'transformers' }, { title: 'Transformers' }, { summary: 'attention' }];
  const { hits, suggestions } = await search(records, '-tag:x trasnformers "a');
  assert.deepEqual([hits, suggestions], [[], ['-tag:x transformers "a']]);
  assert.deepEqual((await search(records, 'transformers')).suggestions, []);
  assert.deepEqual((await search(records, 'zzzzzz')).suggestions, []);
});

test('lists are read as they are written', () => {
  const roll = dice(5);
  for (let i = 0; i < 300; i++) {
    const density = 1 + roll(60);
    const numbers = Array.from({ length: 1 + roll(2000) }, (_, n) => n).filter(() => roll(density) === 0);
    /** @type {number[]} */
    const read = [];
    const reader = engine.listReader(`${list(numbers)}${list([3])}`);
    reader.list((number) => read.push(number));
    assert.deepEqual(read, numbers);
    reader.list((number) => assert.equal(number, 3));
    const skipping = engine.listReader(`${list(numbers)}${list([3])}`);
    skipping.skipList();
    skipping.list((number) => assert.equal(number, 3));
  }
});

test('a part of a text looks up nothing that is not indexed, and leaves no character out', () => {
  const texts = [...FOLDED.flat(), ...RECORDS.slice(0, 20).map(({ summary }) => plainFold(summary, HAN).slice(0, 200))];
  for (const text of texts) {
    const indexed = grams(text);
    const characters = [...text];
    for (let from = 0; from < characters.length; from++) {
      const part = plainFold(characters.slice(from, from + 9).join(''), HAN);
      // A part that folds to something else is no part of the text.
      if (!part || !text.includes(part)) continue;
      const { first, rest } = engine.gramsOf(part);
      for (const key of [...first, ...rest]) assert.ok(indexed.has(key), `${part} of ${text}`);
      const covered = [...first, ...rest].map((key) => indexed.get(key)).join('');
      for (const c of part) assert.ok(covered.includes(c) || c === ' ', `${c} of ${part} of ${text}`);
    }
  }
});

test('the file of a record is found by its path, and comes byte for byte', async () => {
  const bytes = Uint8Array.from([0xb4, 0xf3, 0, 0xff]);
  const records = RECORDS.slice(0, 40).map((record, i) => ({ ...record, file: `${i}.txt` }));
  records[7].raw = { text: ['Title: 焦虑\r\n\r\nContent:\r\n', '\n\u{feff}'] };
  records[7].transcript = '先写日志';
  records[8].raw = { bytes: Buffer.from(bytes).toString('base64') };
  const finder = engine.create(loaderOf(indexOf(records, { han: HAN })).loader);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await finder.file('7.txt'));
  assert.equal(text, 'Title: 焦虑\r\n\r\nContent:\r\n先写日志\n\u{feff}');
  assert.deepEqual(await finder.file('8.txt'), bytes);
  assert.equal(await finder.file('9.txt'), undefined);
  await assert.rejects(finder.file('41.txt'), /41\.txt/);
});

test('a record that does not exist is an error', async () => {
  const scripts = indexOf([{ ...EMPTY, title: '焦虑' }], { han: HAN, bits: [0, 0] });
  const [bucket] = bucketsOf(Array(40).fill({ ...EMPTY, title: '焦虑' }), 0, HAN);
  scripts.set('search/tail/0', bucket);
  await assert.rejects(engine.create(loaderOf(scripts).loader).candidates('焦虑'), /damaged/);
});

test('damaged data is an error and not an endless loop', async () => {
  const roll = dice(11);
  const [bucket] = bucketsOf(RECORDS.slice(0, 40), 0, HAN);
  for (let i = 0; i < 400; i++) {
    const at = roll(bucket.length);
    const damaged = [
      bucket.slice(0, at),
      bucket.slice(0, at) + '_'.repeat(40),
      bucket.slice(0, at) + '!' + bucket.slice(at),
    ];
    for (const text of damaged) {
      try {
        engine.readBucket(text, roll(2 ** 30), () => {});
      } catch (error) {
        assert.match(`${error}`, /damaged/);
      }
    }
  }
  const scripts = indexOf(RECORDS, { han: HAN });
  for (const [name, data] of [
    ['search/head', { format: 1 }],
    ['search/text/undated/0', 'AAAA'],
  ]) {
    const { loader } = loaderOf(new Map([...scripts, [`${name}`, data]]));
    const { error, hits } = await toTheEnd(engine.create(loader), '-的 -了 date:<1970 -year:2024');
    if (name === 'search/head') assert.deepEqual([hits, /format/.test(`${error}`)], [[], true]);
    const broken = await toTheEnd(engine.create(loader), '-year:2023 -year:2024 -year:2025');
    assert.ok(broken.error);
  }
});

test('what has changed on the site is found after a look at what is there now', async () => {
  const scripts = indexOf(RECORDS.slice(0, 290), { han: HAN });
  const finder = engine.create(loaderOf(scripts).loader);
  await finder.open();
  for (const name of scripts.keys()) if (name.startsWith('search/')) scripts.delete(name);
  for (const [name, data] of indexOf(RECORDS, { han: HAN, base: 256, ids: ['0a', '0b'] })) scripts.set(name, data);
  const results = await toTheEnd(finder, '蜂箱');
  assert.deepEqual([numbersOf(results), results.stale], [brute(['蜂箱']), true]);
  finder.refresh();
  assert.equal((await toTheEnd(finder, '蜂箱')).stale, false);
});

/** The same scripts, with the versions of buckets that a build writes.
 * @param {Map<string, any>} scripts */
function withVersions(scripts) {
  const head = structuredClone(scripts.get('search/head'));
  for (const segment of head.segments) {
    const buckets = Array.from({ length: 2 ** segment.bits }, (_, i) => scripts.get(`search/${segment.id}/${i}`));
    segment.versions = buckets.map((bucket) => engine.versionOf(bucket)).join('');
  }
  return new Map([...scripts, ['search/head', head]]);
}

test('an old bucket beside a new head, and the other way round, is noticed and fetched anew', async () => {
  const old = withVersions(indexOf(RECORDS.slice(0, 290), { han: HAN }));
  const now = withVersions(indexOf(RECORDS, { han: HAN }));
  const isBucket = (/** @type {string} */ name) => /^search\/(base|tail)\//.test(name);
  for (const isKept of [isBucket, (/** @type {string} */ name) => name === 'search/head']) {
    /** What a browser keeps until it is told to look. @type {DataLoader} */
    const loader = {
      load: async (name, age) => structuredClone((age === 0 && isKept(name) ? old : now).get(name)),
      stats: () => ({ bytes: 0, files: 0, counted: 'data' }),
    };
    const results = await toTheEnd(engine.create(loader), '蜂箱');
    assert.deepEqual([numbersOf(results), results.stale], [brute(['蜂箱']), true]);
  }
});

test('a worker gives the same answers', async () => {
  const scripts = indexOf(RECORDS, { han: HAN });
  const files = new Map(
    [...scripts].map(([name, data]) => [
      `https://example.org/a/${name === 'han' ? 'assets/han' : name}.js`,
      `synopsite.take(${JSON.stringify(name)},${JSON.stringify(data)});\n`,
    ]),
  );
  /** @type {WorkerAnswer[]} */
  const answers = [];
  const worker = vm.createContext({
    ...{ URL, TextDecoder, DecompressionStream, Blob, Response, atob, console },
    importScripts() {},
    postMessage: (/** @type {WorkerAnswer} */ answer) => answers.push(structuredClone(answer)),
    fetch: async (/** @type {string} */ address) =>
      new Response(files.get(address), { status: files.has(address) ? 200 : 404 }),
  });
  vm.runInContext(ENGINE_SOURCE, worker);
  /** @param {WorkerRequest} data */
  const ask = (data) => worker.onmessage({ data });
  ask({ ask: 'start', root: 'https://example.org/a/' });
  ask({ ask: 'candidates', id: 1, text: '焦虑' });
  ask({ ask: 'search', id: 2, text: '焦虑' });
  await settled();
  const candidates = answers.find(({ id }) => id === 1);
  assert.deepEqual(candidates?.value, await FINDER.candidates('焦虑'));
  const found = answers.filter(({ id }) => id === 2).at(-1);
  assert.ok(found?.value.hits.length > 0 && found?.value.done);
  const { files: count = 0, bytes = 0, counted } = found?.stats ?? {};
  assert.equal(counted, 'body');
  assert.ok(count > 3 && bytes > (files.get('https://example.org/a/search/head.js')?.length ?? 0));
});
