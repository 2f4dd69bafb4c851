const LONGEST = 200;

/** The end of a sentence: a full stop before a space, but not that of "e.g." or "i.e.". */
const SENTENCE_END = /(?<!\b(?:e\.g|i\.e|etc|vs))\.(?=\s)/;

/**
 * The first sentence of a description, of 200 characters at most.
 *
 * Descriptions become the JSDoc of the imports, which is shipped: whole, they are most of the package.
 */
export function shortDescription(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const end = line.search(SENTENCE_END);
  const sentence = end < 0 ? line : line.slice(0, end + 1);
  return sentence.length > LONGEST ? `${wholeWords(sentence, LONGEST - 1)}…` : sentence;
}

function wholeWords(text: string, length: number): string {
  return text.slice(0, length + 1).replace(/\s+\S*$/, '').slice(0, length);
}
