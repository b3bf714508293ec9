import type { Command } from 'commander'

/** Adds commands of `stanch incident`. @param withOptions adds the options that all have */
export function addDrillCommands(
  _incident: Command,
  _withOptions: (command: Command) => Command,
): void {}
