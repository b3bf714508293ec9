/** How many encodings around a secret are undone before it is masked: logs hold JSON in JSON in JSON. */
export const redactionDecodeDepth = 8
