// What the answers are worth, as tables.
import { fold, partsOf } from './truth.mjs';

const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
};
const spread = (values, digits = 0) => [0.5, 0.95, 1].map((q) => quantile(values, q).toFixed(digits)).join(' / ');
const sum = (values) => values.reduce((total, value) => total + value, 0);
const isData = ({ path }) => /^search\/.*\.js$/.test(path);

/** Prints what one way of asking gave. */
export function report(way, answers, truth) {
  const judged = answers.map((answer) => judge(answer, truth));
  const name = way === 'http' ? 'over HTTP, compressed' : 'from disk';
  console.log(`\n${name}: ${judged.length} queries, each with a cold cache; median / 95th percentile / most`);
  const groups = ['kind', 'script'].flatMap((trait) => groupBy(judged, trait));
  const cutOnly = judged.filter(({ kind }) => ['title', 'summary', 'transcript'].includes(kind));
  const frequent = judged.filter(({ kind }) => ['character', 'common'].includes(kind));
  groups.push(['cut 2-8', cutOnly], ['character, common', frequent], ['all', judged]);
  console.table(Object.fromEntries(groups.map(([label, group]) => [label, row(group)])));
  opening(judged);
  faults(judged, truth);
  worst('most bytes', judged, (one) => one.bytes);
  worst('slowest', judged, (one) => one.end);
}

/** The different values of a trait, each with those that have it. */
function groupBy(judged, trait) {
  const values = [...new Set(judged.map((one) => one[trait]))];
  return values.map((value) => [value, judged.filter((one) => one[trait] === value)]);
}

/** Compares an answer with the truth. */
function judge(answer, truth) {
  const right = truth.matching(answer.query);
  const shown = (answer.all ?? []).map((hit) => truth.numbers.get(hit.url.split('#')[0]));
  const found = new Set(answer.whole ? shown : (answer.listed ?? []));
  const data = answer.fetched.filter(isData);
  return {
    ...answer,
    right,
    missed: [...right].filter((number) => !found.has(number)),
    wrong: shown.filter((number) => !right.has(number)),
    twice: shown.length - new Set(shown).size,
    unmarked: (answer.all ?? []).filter((hit) => !isMarked(hit, answer.query)).length,
    bytes: sum(data.map(({ sent }) => sent)),
    size: sum(data.map(({ size }) => size)),
    files: data.length,
    data,
  };
}

/** Whether a hit shows a part of the query, marked. */
function isMarked({ title, excerpt }, query) {
  const parts = partsOf(query);
  const marks = [title, excerpt].map((pieces) => pieces.filter((piece) => piece[1]).map((piece) => fold(piece[0])));
  return marks.flat().some((mark) => parts.some((part) => mark.includes(part)));
}

function row(group) {
  const answered = group.filter((one) => !one.error);
  const right = sum(group.map((one) => one.right.size));
  const missed = sum(group.map((one) => one.missed.length));
  const shown = sum(answered.map((one) => one.all.length));
  const wrong = sum(answered.map((one) => one.wrong.length));
  const percent = (part, whole) => `${(whole === 0 ? 100 : (part / whole) * 100).toFixed(2)} %`;
  return {
    queries: group.length,
    recall: percent(right - missed, right),
    precision: percent(shown - wrong, shown),
    'KB sent': spread(answered.map((one) => one.bytes / 1000)),
    KB: spread(answered.map((one) => one.size / 1000)),
    files: spread(answered.map((one) => one.files)),
    'first hit, ms': spread(answered.map((one) => one.first)),
    'page, ms': spread(answered.map((one) => one.end)),
  };
}

/** What is fetched for any query: the page, the engine, the table of characters. */
function opening(judged) {
  const answered = judged.filter((one) => !one.error);
  const others = new Map(
    answered.flatMap((one) => one.fetched.filter((file) => !isData(file))).map((f) => [f.path, f]),
  );
  const files = [...others.values()].map(({ path, size, sent }) => `${path} ${sent} (${size})`);
  const heads = answered.flatMap((one) => one.data.filter(({ path }) => path === 'search/head.js'));
  console.log(`opened in ${spread(answered.map((one) => one.opened))} ms; search/head.js has ${heads[0]?.sent} bytes`);
  console.log(`fetched besides, bytes sent (bytes): ${files.join(', ')}`);
  console.log(`looked at for a page: ${spread(answered.map((one) => one.looked))} records`);
}

/** Whatever is not as it must be. */
function faults(judged, truth) {
  const names = (numbers) =>
    numbers
      .slice(0, 3)
      .map((number) => truth.urls[number] ?? '?')
      .join(' ');
  for (const one of judged) {
    const query = JSON.stringify(one.query);
    if (one.error) console.log(`FAILED ${query}: ${one.error}`);
    else if (one.missed.length > 0) console.log(`MISSED ${query}: ${one.missed.length} records: ${names(one.missed)}`);
    if (one.wrong.length > 0) console.log(`WRONG ${query}: ${one.wrong.length} records: ${names(one.wrong)}`);
    if (one.twice > 0) console.log(`TWICE ${query}: ${one.twice} records`);
    if (one.unmarked > 0) console.log(`NO MARK ${query}: ${one.unmarked} hits`);
  }
}

function worst(label, judged, value) {
  console.log(`${label}:`);
  const answered = judged.filter((one) => !one.error);
  for (const one of answered.sort((a, b) => value(b) - value(a)).slice(0, 5)) {
    console.log(
      `  ${JSON.stringify(one.query)} (${one.kind}): ${(one.bytes / 1000).toFixed(0)} KB in ${one.files} files, ` +
        `${one.end.toFixed(0)} ms, ${one.looked} of ${one.candidates} candidates looked at, ${one.right.size} records have it`,
    );
  }
}
