import { StanchError } from '../../text/error.ts'

/** What the configuration of syslog-ng says of this machine. */
export interface ConfigurationPlaces {
  /** The command line, word by word. */
  readonly command: readonly string[]
  /** Named pipe by which masked messages come back. */
  readonly pipe: string
  /** Where masked messages go. */
  readonly output: string
}

/**
 * A part of a configuration of syslog-ng: what goes into it comes out masked, as messages of a source of their own.
 *
 * @throws StanchError `SYSLOG_NG_PATH` for a path that would have to be quoted twice
 */
export function syslogNgConfiguration({ command, pipe, output }: ConfigurationPlaces): string {
  for (const word of [...command, pipe, output]) assertPlain(word)
  return template
    .replace('@COMMAND@', () => command.join(' '))
    .replaceAll('@PIPE@', () => pipe)
    .replace('@OUTPUT@', () => output)
}

function assertPlain(word: string): void {
  if (/^[\w./@%+=:,~-]+$/.test(word)) return
  throw new StanchError(
    'SYSLOG_NG_PATH',
    `Expected a path of letters, digits and . / _ - for syslog-ng and its shell, got "${word}".\nUse a symbolic link.`,
  )
}

const fields = {
  msg: '$MESSAGE',
  hostname: '$HOST',
  syslogtag: '$MSGHDR',
  'app-name': '$PROGRAM',
  procid: '$PID',
  msgid: '$MSGID',
  'structured-data': '$SDATA',
  'fromhost-ip': '$SOURCEIP',
  pri: '$PRI',
  time: '$ISODATE',
}

const pairs = Object.entries(fields)
  .map(([name, value]) => String.raw`${name}=\"${value}\"`)
  .join(' ')

const template = `# Masks secrets in messages. Made by: stanch redact syslog-ng --print-config
#
# Send messages to it, and nowhere else:  log { source(s_sys); destination(d_stanch); flags(flow-control); };
# Masked ones come back by the source s_stanch: write them with the templates below, as the last lines do.
# Make the pipe once:  mkfifo -m 600 @PIPE@

destination d_stanch {
  program(
    "exec @COMMAND@ > @PIPE@"
    template("$(format-json ${pairs})\\n")
  );
};

source s_stanch {
  pipe("@PIPE@" flags(no-parse) log-msg-size(1048576));
};

parser p_stanch { json-parser(prefix(".stanch.")); };

template t_stanch_file {
  template("\${.stanch.time} \${.stanch.host} \${.stanch.tag}\${.stanch.msg}\\n");
};

template t_stanch_forward {
  template("<\${.stanch.pri}>1 \${.stanch.time} \${.stanch.host} \${.stanch.app} \${.stanch.procid} \${.stanch.msgid} \${.stanch.sd}\${.stanch.msg}");
};

destination d_stanch_out { file("@OUTPUT@" template(t_stanch_file)); };

log { source(s_stanch); parser(p_stanch); destination(d_stanch_out); };
`
