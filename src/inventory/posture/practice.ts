/** What a check is for: the practice it serves, and where others write of the same weakness. */
export interface Practice {
  /** Row of the practice: `Step 1` to `Step 6`, `Control 1` to `Control 7`. */
  readonly row: string
  /** What that row asks for. */
  readonly asks: string
  /** Number in the OWASP Non-Human Identities Top 10 of 2025 (https://owasp.org/www-project-non-human-identities-top-10/2025/). */
  readonly owasp?: string
  /** Section of a NIST publication: SP 800-57 part 1 rev. 5 (keys), SP 800-53 rev. 5 (controls). */
  readonly nist?: string
}

/** Rows that checks serve; one row may stand here several times, each with its references. */
export const practices = {
  accountable: {
    row: 'Step 1',
    asks: 'an inventory that knows owner, purpose and scope of each secret',
    nist: 'SP 800-53 IA-5',
  },
  offboarding: {
    row: 'Step 1',
    asks: 'an inventory that knows which secrets are still needed',
    owasp: 'NHI1:2025 Improper Offboarding',
    nist: 'SP 800-53 AC-2(3)',
  },
  workloadIdentity: {
    row: 'Step 2',
    asks: 'workload identity and short-lived credentials in place of shared keys',
    owasp: 'NHI7:2025 Long-Lived Secrets',
    nist: 'SP 800-53 IA-9',
  },
  leastPrivilege: {
    row: 'Step 3',
    asks: 'credentials only for exactly the service and the actions that need them',
    owasp: 'NHI5:2025 Overprivileged NHI',
    nist: 'SP 800-53 AC-6',
  },
  issuedCentrally: {
    row: 'Step 3',
    asks: 'secrets that are issued through a central store, and known to it',
    owasp: 'NHI2:2025 Secret Leakage',
  },
  rotation: {
    row: 'Step 5',
    asks: 'rotation with versions and a cut-over that ends',
    owasp: 'NHI7:2025 Long-Lived Secrets',
    nist: 'SP 800-57 part 1, 5.3',
  },
  revocation: {
    row: 'Step 5',
    asks: 'a way to revoke that is known before it is needed',
    owasp: 'NHI1:2025 Improper Offboarding',
    nist: 'SP 800-57 part 1, 8.3.5',
  },
  breakGlass: {
    row: 'Step 5',
    asks: 'break-glass access that is designed, and rehearsed',
    nist: 'SP 800-53 CP-4',
  },
  dedicatedIdentity: {
    row: 'Control 1',
    asks: 'a dedicated identity for each agent, tool, environment and tenant',
    owasp: 'NHI9:2025 NHI Reuse',
    nist: 'SP 800-53 IA-4',
  },
  isolatedEnvironments: {
    row: 'Control 1',
    asks: 'a dedicated identity for each agent, tool, environment and tenant',
    owasp: 'NHI8:2025 Environment Isolation',
    nist: 'SP 800-53 IA-4',
  },
  shortLived: {
    row: 'Control 2',
    asks: 'short-lived credentials that are bound to their workload',
    owasp: 'NHI7:2025 Long-Lived Secrets',
    nist: 'SP 800-57 part 1, 5.3',
  },
  centralStore: {
    row: 'Control 3',
    asks: 'a central store in place of .env files and repositories',
    owasp: 'NHI2:2025 Secret Leakage',
    nist: 'SP 800-53 IA-5(7)',
  },
  outOfSight: {
    row: 'Control 4',
    asks: 'secrets that stay in runtime and backend, out of prompts, transcripts and logs',
    owasp: 'NHI2:2025 Secret Leakage',
    nist: 'SP 800-53 IA-5(7)',
  },
  blocking: {
    row: 'Control 5',
    asks: 'fast blocking, and clean-up behind it',
    owasp: 'NHI1:2025 Improper Offboarding',
    nist: 'SP 800-57 part 1, 7.2',
  },
  noPassthrough: {
    row: 'Control 6',
    asks: 'no token that is passed on unchecked: audience, claims and scope are validated',
    owasp: 'NHI4:2025 Insecure Authentication',
    nist: 'SP 800-53 IA-9',
  },
  thirdParty: {
    row: 'Control 6',
    asks: 'no credential that is handed on to others unseen',
    owasp: 'NHI3:2025 Vulnerable Third-Party NHI',
    nist: 'SP 800-53 SR-3',
  },
  cleanUp: {
    row: 'Control 7',
    asks: 'scans of repositories, tickets and logs, redaction, and rehearsed clean-up',
    owasp: 'NHI2:2025 Secret Leakage',
    nist: 'SP 800-53 IA-5(7)',
  },
} as const satisfies Readonly<Record<string, Practice>>
