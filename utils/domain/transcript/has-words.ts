/** What recognisers write in brackets or between asterisks of sounds without words, such as `[BLANK_AUDIO]` of whisper.cpp. */
const soundNotes = /\[[^[\]]*\]|\([^()]*\)|（[^（）]*）|【[^【】]*】|<\|[^<|]*\|>|\*[^*]*\*/gu;

/** Whether a text has a word of somebody who spoke: signs alone and notes of sounds are written of silence too. */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text.replace(soundNotes, ''));
}
