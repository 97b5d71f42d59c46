/** Whether all the words that a person searches for are found in a text, in any order and regardless of case; no words: yes. */
export function searchedBy(words: string): (text: string) => boolean {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (text) => {
    const lower = text.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  };
}
