// AssemblyScript. How far something was passed over; as the host's `skimOutcomes`.

export const needsMore: i32 = 0
export const isOver: i32 = 1
/** It has to be read by the host after all. */
export const mustBeRead: i32 = 2
/** The host has to say where a symbol leads from a state, and to call again. */
export const isUnknown: i32 = 3
/** It is over, but the host has to look at the string, and to call again if nothing is in it. */
export const isSuspect: i32 = 4
