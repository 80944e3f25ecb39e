// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc

/// The one executable: finds the subcommand, runs it, gives its exit code.
///
/// Exit codes: 0 done; 1 something does not hold; 2 cannot start or go on, one line says why and what
/// to do; 3 holds as far as it goes (an unsealed log); 64 the command line is wrong.
enum Program {
  private static let commands: [Command] = [
    Command("demo", "runs appliance and gateway on this machine", DemoCommand.run),
    Command("run", "runs the appliance", RunCommand.run),
    Command("replay", "runs a log again and prints what it gives", ReplayCommand.run),
    Command("verify", "checks a data directory as an outsider", VerifyCommand.run),
    Command(
      "gateway", "keeps sessions with an appliance: drives a flow, or serves strategies",
      GatewayCommand.run),
    Command("doctor", "looks whether this machine is fit, and says what to do", DoctorCommand.run),
    Command(
      "tune", "changes in the running kernel what doctor finds wrong, and gives it back",
      TuneCommand.run),
    Command("histogram", "adds up a log of histograms by tag", HistogramCommand.run),
    Command(
      "bench", "measures latency: the path, its parts, two builds, others' systems",
      BenchCommand.run),
    Command("top", "shows a running appliance, from shared memory alone", TopCommand.run),
    Command("keys", "makes and shows key files", KeysCommand.run),
    Command("scenario", "plays tables of steps and expected reports", ScenarioCommand.run),
  ]

  struct Command: Sendable {
    let name: String
    let summary: String
    let run: @Sendable ([String]) throws -> Int32

    init(
      _ name: String, _ summary: String, _ run: @escaping @Sendable ([String]) throws -> Int32
    ) {
      self.name = name
      self.summary = summary
      self.run = run
    }
  }

  static func run(_ arguments: [String]) -> Int32 {
    guard arguments.count > 1, arguments[1] != "help", arguments[1] != "--help" else {
      printHelp()
      return arguments.count > 1 ? 0 : 64
    }
    guard let command = commands.first(where: { $0.name == arguments[1] }) else {
      complain("there is no command \"\(arguments[1])\"; `matchlock help` lists them")
      return 64
    }
    do {
      return try command.run(Array(arguments.dropFirst(2)))
    } catch let error as CommandLineError {
      complain("\(command.name): \(error)")
      return 64
    } catch let error as UsageError {
      complain("\(command.name): \(error)")
      return 64
    } catch {
      complain("\(command.name): \(error)")
      return 2
    }
  }

  private static func printHelp() {
    print("Matchlock: a matching and signing appliance for derivatives venues.\n\ncommands:")
    for command in commands {
      let name = command.name + String(repeating: " ", count: max(1, 10 - command.name.count))
      print("  matchlock \(name) \(command.summary)")
    }
    print("\n`matchlock COMMAND --help` says more.")
  }
}

/// One line to standard error.
func complain(_ line: String) {
  let text = Array("matchlock: \(line)\n".utf8)
  _ = unsafe write(2, text, text.count)
}
