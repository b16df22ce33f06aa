/** The answer as of a server that is reached only by candidates of the client: it has none of its own. */
export function withoutCandidates(answer: string): string {
  return answer.replaceAll(/^a=(?:candidate:.*|end-of-candidates)\r?\n/gm, '');
}

/** The answer with these candidates alone; each is what stands between the component and the type, and after it. */
export function withCandidates(answer: string, candidates: readonly string[]): string {
  const lines = candidates.map((candidate, index) => `a=candidate:${String(index + 1)} ${candidate}\r\n`);
  return withoutCandidates(answer).replace(/^a=ice-ufrag:/m, (line) => lines.join('') + line);
}

/** The answer with a password by which no connectivity check is believed, so that no path is found. */
export function withAnotherPassword(answer: string): string {
  return answer.replaceAll(/(?<=^a=ice-pwd:).*$/gm, (password) => 'x'.repeat(password.length));
}

/** The answer with a fingerprint that no certificate has, so that DTLS fails on the path that is found. */
export function withAnotherFingerprint(answer: string): string {
  return answer.replaceAll(/(?<=^a=fingerprint:\S+ ).*$/gm, (print) => print.replaceAll(/[0-9A-F]/g, '0'));
}

/** The answer with all of its candidates in its last section, as of a server that adds them to the finished text. */
export function withCandidatesLast(answer: string): string {
  const candidates = answer.match(/^a=(?:candidate:.*|end-of-candidates)\r?\n/gm) ?? [];
  return withoutCandidates(answer) + candidates.join('');
}
