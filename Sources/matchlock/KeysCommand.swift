// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import Memory
internal import Signing

/// `matchlock keys`: keys of venues and members, in sealed files and in PKCS#11 tokens.
enum KeysCommand {
  private static let options = CommandLineOptions(
    command: "matchlock keys",
    summary: """
      Makes, shows, moves and destroys keys. Secrets are never printed.

        generate FILE        a new key, sealed under a passphrase
        generate --label L   a new key inside a token, which it never leaves
        import FILE          seals the plain key file --from there
        list DIR             the keys in a folder's files (what they claim, without passphrase)
        list                 the keys of a token
        show FILE            opens a key and prints its public key
        provision FILE       puts a key into a token, which then proves that it has it
        rotate FILE          a new key in its place; the old file is kept beside it, retired
        zeroize FILE         overwrites and removes a key file
        zeroize --label L    destroys a key in a token
        new FILE             a new key in a plain file: for trials
      """,
    options: [
      .value(
        "purpose", "WORDS",
        help: "receipt, batch, session, consensus, or venue for the first three", default: "venue"),
      .value("passphrase-file", "FILE", help: "its only line is the passphrase; mode 600"),
      .value("from", "FILE", help: "the key to import"),
      .value("module", "FILE", help: "the PKCS#11 module's library"),
      .value("token", "LABEL", help: "the token"),
      .value("pin-file", "FILE", help: "its only line is the user's PIN; mode 600"),
      .value("label", "LABEL", help: "the key in the token"),
    ],
    operands: [
      .required("ACTION", help: "one of the above"),
      .optional("FILE", help: "a key file, or a folder"),
    ])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    switch values.operand("ACTION") ?? "" {
    case "new":
      let key = try SecretKey.random()
      try key.write(newFile: try file(values))
      print(Bytes32(key.publicKey).hexadecimal)
    case "show":
      let key = try SecretKey.load(
        try file(values), passphraseFile: values.value("passphrase-file"))
      print(Bytes32(key.publicKey).hexadecimal)
    case "generate": try generate(values)
    case "import":
      guard let from = values.value("from") else { throw UsageError("--from FILE is missing") }
      try seal(try SecretKey(file: from), try file(values), values)
    case "list": try list(values)
    case "provision": try provision(values)
    case "rotate": try rotate(values)
    case "zeroize": try zeroize(values)
    case let action:
      throw UsageError(
        "there is no action \"\(action)\"; accepted: generate, import, list, show, provision, "
          + "rotate, zeroize, new")
    }
    return 0
  }

  private static func file(_ values: CommandLineValues) throws(UsageError) -> String {
    guard let file = values.operand("FILE") else { throw UsageError("FILE is missing") }
    return file
  }

  private static func passphrase(_ values: CommandLineValues) throws -> KeyPassphrase {
    guard let path = values.value("passphrase-file") else {
      throw UsageError("--passphrase-file FILE is missing; `keys new` makes a plain key")
    }
    return try KeyPassphrase(file: path)
  }

  private static func purposes(_ values: CommandLineValues) throws(UsageError) -> KeyPurposes {
    let words = values.value("purpose") ?? "venue"
    guard let purposes = KeyPurposes(words: words) else {
      throw UsageError(
        "--purpose \(words) is none; accepted: receipt, batch, session with commas between, venue for "
          + "all three, or consensus alone")
    }
    return purposes
  }

  private static func token(_ values: CommandLineValues) throws -> Pkcs11Token {
    guard let module = values.value("module"), let token = values.value("token"),
      let pin = values.value("pin-file")
    else { throw UsageError("a token needs --module, --token and --pin-file") }
    return try Pkcs11Token(module: module, token: token, pinFile: pin)
  }

  private static func seal(
    _ key: borrowing SecretKey, _ path: String, _ values: CommandLineValues
  ) throws {
    try key.seal(newFile: path, try passphrase(values), purposes: try purposes(values))
    // What was written opens, before anything relies on it.
    let again = try SealedKey(file: path).open(try passphrase(values), path: path)
    guard Bytes32(again.publicKey) == Bytes32(key.publicKey) else {
      throw CommandFailure("\(path) does not hold the key that was written: replace the disk")
    }
    print(Bytes32(key.publicKey).hexadecimal)
  }

  private static func generate(_ values: CommandLineValues) throws {
    if let label = values.value("label") {
      let token = try token(values)
      try token.generate(label)
      print(try token.find(label).publicKey.hexadecimal)
    } else {
      try seal(try SecretKey.random(), try file(values), values)
    }
  }

  private static func list(_ values: CommandLineValues) throws {
    guard let folder = values.operand("FILE") else {
      let token = try token(values)
      for label in try token.labels() {
        print("\(label)  token  \(try token.find(label).publicKey.hexadecimal)")
      }
      return
    }
    guard let stream = unsafe opendir(folder) else {
      throw CommandFailure("\(folder): \(unsafe String(cString: strerror(errno)))")
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      names.append(
        unsafe withUnsafeBytes(of: &entry.pointee.d_name) { raw in
          unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    for name in names.sorted() {
      let path = folder + "/" + name
      if SealedKey.isSealed(path) {
        do {
          let key = try SealedKey(file: path)
          print("\(name)  sealed  \(key.purposes.words)  \(key.publicKey.hexadecimal)")
        } catch { print("\(name)  refused: \(error)") }
      } else if let line = plain(path) {
        print("\(name)  \(line)")
      }
    }
  }

  /// What is said of a plain key file; nil for another file.
  private static func plain(_ path: String) -> String? {
    do {
      let key = try SecretKey(file: path)
      return "plain  any  \(Bytes32(key.publicKey).hexadecimal)"
    } catch {
      switch error {
      case .malformed, .notAFile, .system: return nil
      default: return "refused: \(error)"
      }
    }
  }

  private static func provision(_ values: CommandLineValues) throws {
    let path = try file(values)
    guard let label = values.value("label") else { throw UsageError("--label is missing") }
    let key = try SecretKey.load(path, passphraseFile: values.value("passphrase-file"))
    try token(values).provision(key, label: label)
    print(Bytes32(key.publicKey).hexadecimal)
  }

  /// The new key is durable under a name of its own before the old one gives up its name.
  private static func rotate(_ values: CommandLineValues) throws {
    let path = try file(values)
    let old = try SealedKey(file: path)
    _ = try old.open(try passphrase(values), path: path)
    let new = try SecretKey.random()
    let next = path + ".next"
    try new.seal(newFile: next, try passphrase(values), purposes: old.purposes)
    let retired = "\(path).retired-\(old.publicKey.hexadecimal.prefix(16))"
    try rename(path, to: retired)
    try rename(next, to: path)
    print("\(old.publicKey.hexadecimal) retired, in \(retired)")
    print("\(Bytes32(new.publicKey).hexadecimal) in \(path)")
  }

  private static func rename(_ from: String, to: String) throws(CommandFailure) {
    if unsafe link(from, to) != 0 || unlink(from) != 0 {
      throw CommandFailure("\(from) to \(to): \(unsafe String(cString: strerror(errno)))")
    }
  }

  private static func zeroize(_ values: CommandLineValues) throws {
    if let label = values.value("label") {
      try token(values).destroy(label)
      print("\(label) is destroyed")
    } else {
      let path = try file(values)
      try SecretKey.zeroize(file: path)
      print("\(path) is overwritten and removed; copies and backups are yours to find")
    }
  }
}
