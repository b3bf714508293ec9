import { postgresDirectories, postgresInstall } from '../bench/postgres-server.ts'
import { requiredProgram } from '../required-program.ts'

export { startPostgres, startReplica, type PostgresServer } from '../bench/postgres-server.ts'

/** Whether tests can start servers of PostgreSQL. */
export const requiredPostgres = requiredProgram('postgres', postgresInstall, postgresDirectories)
