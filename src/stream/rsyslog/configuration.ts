import { StanchError } from '../../text/error.ts'

/** What the configuration of rsyslog says of this machine. */
export interface ConfigurationPlaces {
  /** The command line, word by word; the first an absolute path. */
  readonly command: readonly string[]
  /** Where masked messages go. */
  readonly output: string
}

/**
 * A configuration of rsyslog that writes masked messages and placeholders, and nothing else: what the answer to a message
 * does not say is written of no message.
 *
 * @throws StanchError `RSYSLOG_PATH` for a path that rsyslog cannot pass on
 */
export function rsyslogConfiguration({ command, output }: ConfigurationPlaces): string {
  for (const word of [...command, output]) assertPlain(word)
  return template.replace('@COMMAND@', () => command.join(' ')).replace('@OUTPUT@', () => output)
}

/** rsyslog parts the words at blanks and undoes no quotes. */
function assertPlain(word: string): void {
  if (/^[\w./@%+=:,~-]+$/.test(word)) return
  throw new StanchError(
    'RSYSLOG_PATH',
    `rsyslog passes on no path with blanks, quotes or other signs: "${word}".\nUse a path of letters, digits and . / _ - such as a symbolic link.`,
  )
}

const template = `# Masks secrets in all messages before they are written. Made by: stanch redact rsyslog --print-config
#
# Send inputs to it:  input(type="imuxsock" ruleset="stanch")   or, in your own ruleset:  call stanch
# Write messages in the ruleset stanch_out, with the templates below and only with them: $msg, $rawmsg and all other
# properties are still in clear, as they are in other rulesets.
# Messages longer than the limit of rsyslog are cut by it, and a secret with them:  global(maxMessageSize="64k")

module(load="mmexternal")

template(name="stanch_file" type="list") {
  property(name="timereported" dateFormat="rfc3339")
  constant(value=" ")
  property(name="$!stanch!host")
  constant(value=" ")
  property(name="$!stanch!tag")
  property(name="$!stanch!msg" spifno1stsp="on")
  property(name="$!stanch!msg" dropLastLF="on")
  constant(value="\\n")
}

template(name="stanch_forward" type="list") {
  constant(value="<")
  property(name="pri")
  constant(value=">1 ")
  property(name="timereported" dateFormat="rfc3339")
  constant(value=" ")
  property(name="$!stanch!host")
  constant(value=" ")
  property(name="$!stanch!app")
  constant(value=" ")
  property(name="$!stanch!procid")
  constant(value=" ")
  property(name="$!stanch!msgid")
  constant(value=" ")
  property(name="$!stanch!sd")
  constant(value=" ")
  property(name="$!stanch!msg" dropLastLF="on")
}

# One worker, so that the messages of a sender stay in order; a queue, so that inputs do not wait.
ruleset(name="stanch" queue.type="LinkedList" queue.size="50000" queue.workerThreads="1") {
  # What nobody can foresee: only the answer to this very message repeats it.
  set $.stanch_id = "m" & $uuid;
  unset $!stanch;
  set $!stanch!id = $.stanch_id;
  set $!stanch!restart = $/stanch_restart;
  action(
    type="mmexternal"
    interface.input="fulljson"
    # After a failure rsyslog would leave it alone for half a minute.
    action.resumeInterval="1"
    binary="@COMMAND@"
  )
  if $!stanch!ok != $.stanch_id then {
    # No answer, or that to another message: stanch was killed, could not start, or lost step and is to start anew.
    set $/stanch_restart = $!stanch!instance;
    set $.stanch_why = $!stanch!why;
    if $.stanch_why == "" then set $.stanch_why = "no-answer";
    unset $!stanch;
    set $!stanch!host = $fromhost-ip;
    set $!stanch!app = "stanch";
    set $!stanch!tag = "stanch:";
    set $!stanch!procid = "-";
    set $!stanch!msgid = "-";
    set $!stanch!sd = "-";
    set $!stanch!msg = " [stanch-withheld " & $.stanch_why & "]";
  }
  call stanch_out
}

ruleset(name="stanch_out") {
  action(type="omfile" file="@OUTPUT@" template="stanch_file")
}
`
