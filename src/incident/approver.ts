import { sha256 } from '@noble/hashes/sha2.js'

/** A person who may approve, as `approvers` of stanch.yaml enrols him; never as a journal says. */
export interface Approver {
  readonly name: string
  /** A line of his `id_ed25519.pub`. */
  readonly key: string
  /** What else he is called: login names, mail addresses. */
  readonly aliases: readonly string[]
}

/** Whom this name means; letters count the same in both cases. */
export function findApprover(approvers: readonly Approver[], name: string): Approver | undefined {
  return approvers.find((one) => namesOf(one).includes(name.trim().toLowerCase()))
}

/** Whether two names are one person's. */
export function isSamePerson(approvers: readonly Approver[], one: string, other: string): boolean {
  if (one.trim().toLowerCase() === other.trim().toLowerCase()) return true
  const [left, right] = [one, other].map((name) => findApprover(approvers, name))
  return left !== undefined && left === right
}

function namesOf({ name, aliases }: Approver): string[] {
  return [name, ...aliases].map((each) => each.trim().toLowerCase())
}

/** `SHA256:…`, as `ssh-keygen -l` shows a key. @param key a line of a `.pub` file */
export function keyNameOf(key: string): string {
  const blob = Uint8Array.from(atob(key.split(/[ \t]+/)[1] ?? ''), (one) => one.charCodeAt(0))
  return `SHA256:${btoa(String.fromCharCode(...sha256(blob))).replace(/=+$/, '')}`
}
