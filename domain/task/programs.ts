/** Programs that run what they are given as code, or another program with other rights: never those of a task. */
const interpreters = new Set(
  `sh bash dash ash zsh ksh mksh csh tcsh fish rbash busybox toybox python pypy node nodejs deno bun perl ruby php lua
  luajit tclsh wish guile awk gawk mawk nawk sed ed ex vi vim view nvim nano emacs env xargs parallel sudo su doas pkexec
  runuser setpriv capsh chroot unshare nsenter systemd-run nohup setsid timeout nice ionice stdbuf time watch script
  expect screen tmux gdb strace ltrace at batch crontab ssh scp sftp rsh nc ncat netcat socat telnet eval exec source
  osascript pwsh powershell java make start-stop-daemon run-parts flock chpst daemonize dbus-run-session ld.so`.split(
    /\s+/,
  ),
);

/** Whether the program's name, without a version after it (`python3.11`), is that of a shell or an interpreter. */
export function isInterpreter(program: string): boolean {
  const name = program.slice(program.lastIndexOf('/') + 1).toLowerCase();
  const bare = name.replace(/[-.]?\d[\d.]*$/, '');
  return interpreters.has(name) || interpreters.has(bare) || /^ld-.*\.so/.test(name);
}
