/** The answer as of a server that is reached only by candidates of the client: it has none of its own. */
export function withoutCandidates(answer: string): string {
  return answer.replaceAll(/^a=(?:candidate:.*|end-of-candidates)\r?\n/gm, '');
}
