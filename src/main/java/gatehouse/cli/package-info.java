/// The command line. [gatehouse.cli.Main] is the entrance; each command is a class of its name. `run` is the gateway;
/// the others ask a running one through the control socket, check a configuration, handle the laboratory's
/// certificates, or are a client of their own. A command that fails says why in one line on standard error and ends
/// with 1; with 2 if it was called wrongly. Nothing secret is ever an argument: other users see arguments.
package gatehouse.cli;
