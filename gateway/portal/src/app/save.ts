/** Gives a file to the browser to keep. */
export function save(file: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The click has started the download; the address is of no more use.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
