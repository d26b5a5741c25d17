/**
 * Text that somebody else wrote, made safe to stand inside our own sentences.
 *
 * React already keeps markup from becoming markup. What is left are characters that reorder or hide
 * the words around them ("read nothing" could be made to look like "read everything") and lengths
 * that push our own words off the screen.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}]|\p{Default_Ignorable_Code_Point}/gu;

export function plainText(text: string | undefined, longest: number): string {
  const visible = (text ?? '').replace(/\s+/gu, ' ').replace(INVISIBLE, '').trim();
  const characters = [...visible];
  return characters.length <= longest ? visible : `${characters.slice(0, longest - 1).join('')}…`;
}
