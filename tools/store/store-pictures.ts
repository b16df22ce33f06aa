/** The pictures of the stores' pages, in their order. */
export const storePictures = ['live', 'recovering', 'history', 'session', 'settings'];
