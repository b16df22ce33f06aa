/** Gives a file to the user: the browser keeps it where it keeps downloads. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the data once it has begun, which is after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
