/**
 * Characters that stand in most texts: marks, the most frequent ones of Chinese in their order, and kana. Pairs of them tell few texts
 * apart, so three neighbours of which two are such are a gram of the index. The program reads the list here, too.
 */
(() => {
  'use strict';

  const COMMON =
    ',、。.:“”?!;‘’"()[]「」《》—·-/的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体政美相见被利什二等产或新己制身果加月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四总何电数安少报才结反受目太量再感建务做接必场件计管期市直资命山金指许统区保至队形社便空决治展科司五基眼书非则听白却界达光放强即像难且权思象完设式色路记南品住告类求据程北边张该交规万取格望觉术领共确传师观清今切院让识候带导争运存集码序模型';

  const common = new Set(COMMON);

  /** @param {string} character */
  const isCommon = (character) => common.has(character) || (character >= '\u3041' && character <= '\u30FC');

  const places = new Map([...COMMON].map((character, place) => [character, place]));

  /**
   * How few texts have a gram, by its characters: a number to compare with others.
   * @param {string} gram
   */
  const rarityOf = (gram) =>
    [...gram].reduce((sum, character) => sum + Math.log(2 + (places.get(character) ?? 2 * places.size)), 0);

  synopsite.engine = { ...synopsite.engine, isCommon, rarityOf };
})();
