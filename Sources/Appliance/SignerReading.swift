// SPDX-License-Identifier: Apache-2.0

public import Configuration
public import Signing

/// Reads who signs: `signer = "…"` of a section, and what that needs of a section `[signer]`.
public enum SignerReading {
  /// - Parameters:
  ///   - section: has the word.
  ///   - details: has the rest; read only as far as the word asks.
  /// - Throws: the key, and what would be accepted.
  public static func source(
    _ section: ConfigurationSection, details: ConfigurationSection
  ) throws(ConfigurationError) -> SignerSource {
    let word = try section.string(
      "signer", oneOf: ["software", "pkcs11", "fpga-cosim", "fpga"], default: "software")
    switch word {
    case "pkcs11":
      return .pkcs11(
        module: try details.string("module"), token: try details.string("token"),
        pinFile: try details.string("pinFile"), label: try details.string("label"))
    case "fpga-cosim":
      return .cosim(
        library: try details.string("library"),
        devices: try details.integer("devices", in: 1...2, default: 1),
        options: try options(details))
    case "fpga":
      let address = try details.string("device")
      let backup = try details.optionalString("backupDevice")
      return .fpga(
        addresses: [address] + (backup.map { [$0] } ?? []), options: try options(details))
    default: return .software
    }
  }

  private static func options(
    _ section: ConfigurationSection
  ) throws(ConfigurationError) -> DeviceOptions {
    var options = DeviceOptions()
    options.mode =
      try section.string("mode", oneOf: ["resilient", "isolated"], default: "resilient")
      == "isolated" ? .isolated : .resilient
    options.timeoutFactor = try section.integer("timeoutFactor", in: 2...1_000, default: 3)
    options.verifies = try section.boolean("verifies", default: true)
    return options
  }
}
