const sentenceEnd = /[.!?。！？…؟।][\p{Pe}\p{Pf}"']*$/u;

/** Whether a text ends with a sentence: with its mark, and perhaps with what closes a quotation. */
export function endsSentence(text: string): boolean {
  return sentenceEnd.test(text.trimEnd().slice(-8));
}
