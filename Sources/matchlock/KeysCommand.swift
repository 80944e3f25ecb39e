// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Memory
internal import Signing

/// `matchlock keys`: key files for venues and members.
enum KeysCommand {
  private static let options = CommandLineOptions(
    command: "matchlock keys",
    summary:
      "`keys new FILE` makes a secret key, readable by its owner alone, and prints its public "
      + "key; `keys show FILE` prints the public key of one.",
    options: [],
    operands: [
      .required("ACTION", help: "new or show"), .required("FILE", help: "the key file"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let file = values.operand("FILE") ?? ""
    switch values.operand("ACTION") ?? "" {
    case "new":
      let key = try SecretKey.random()
      try key.write(newFile: file)
      print(Bytes32(key.publicKey).hexadecimal)
    case "show":
      let key = try SecretKey(file: file)
      print(Bytes32(key.publicKey).hexadecimal)
    case let action:
      throw UsageError(
        "there is no action \"\(action)\"; accepted: new, show")
    }
    return 0
  }
}
