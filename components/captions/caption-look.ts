/** Colours of captions: text and background. The last background is for chroma keying, which makes it transparent. */
export const captionColours = {
  white: { text: '#ffffff', behind: '#000000' },
  yellow: { text: '#ffe34d', behind: '#000000' },
  black: { text: '#000000', behind: '#ffffff' },
  key: { text: '#ffffff', behind: '#00b140' },
} as const;
export type CaptionColour = keyof typeof captionColours;

/** Letter sizes in hundredths of the window's width, and the numbers of lines to choose from. */
export const captionSizes = [2, 3, 4, 5, 6, 8, 10] as const;
export const captionLines = [1, 2, 3, 4, 6, 8] as const;

export interface CaptionLook {
  colour: CaptionColour;
  size: number;
  lines: number;
}

const usual: CaptionLook = { colour: 'white', size: 5, lines: 3 };

/** Parses the stored look; a part that is missing or unknown gets its default. */
export function parseLook(kept: string | null): CaptionLook {
  const [colour, size, lines] = (kept ?? '').split(' ');
  return {
    colour:
      colour !== undefined && Object.hasOwn(captionColours, colour)
        ? (colour as CaptionColour)
        : usual.colour,
    size: captionSizes.find((each) => String(each) === size) ?? usual.size,
    lines: captionLines.find((each) => String(each) === lines) ?? usual.lines,
  };
}

export function writtenLook({ colour, size, lines }: CaptionLook): string {
  return [colour, size, lines].join(' ');
}
