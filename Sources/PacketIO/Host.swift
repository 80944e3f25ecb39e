// SPDX-License-Identifier: Apache-2.0

internal import CDpdk
internal import Glibc

/// What the machine has, read before DPDK is asked, so that its refusals can be foreseen.
enum HugePages {
  /// The free huge pages of all sizes, in megabytes.
  static func freeMegabytes() -> Int {
    [2, 1024].reduce(0) { total, megabytes in
      let folder = "/sys/kernel/mm/hugepages/hugepages-\(megabytes * 1024)kB"
      return total + megabytes * (Int(readLine("\(folder)/free_hugepages") ?? "") ?? 0)
    }
  }

  private static func readLine(_ path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = unsafe read(file, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}

/// A network device on the PCI bus.
enum PCIDevice {
  /// The kernel drivers that leave a device to user space, and those that share theirs with it.
  static var usableDrivers: [String] {
    ["vfio-pci", "igb_uio", "uio_pci_generic", "mlx5_core", "mlx4_core"]
  }

  /// Refuses an address that is malformed, empty, or held by a kernel driver.
  static func check(_ address: String) throws(PortError) {
    if !isAddress(address) {
      throw .invalidValue(
        field: "PCI address", reason: "'\(address)' is not of the form 0000:03:00.0")
    }
    let folder = "/sys/bus/pci/devices/\(address)"
    if unsafe access(folder, F_OK) != 0 { throw .noDevice(address: address) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe readlink(
        "\(folder)/driver", buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    if count <= 0 { throw .boundToKernel(address: address, driver: "") }
    let link = String(decoding: bytes[..<count], as: UTF8.self)
    let driver = String(link.split(separator: "/").last ?? "")
    if !usableDrivers.contains(driver) { throw .boundToKernel(address: address, driver: driver) }
  }

  /// Domain, bus, device and function, as sysfs writes them.
  static func isAddress(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 12 else { return false }
    for (i, byte) in bytes.enumerated() {
      switch i {
      case 4, 7: if byte != UInt8(ascii: ":") { return false }
      case 10: if byte != UInt8(ascii: ".") { return false }
      case 11: if !(UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) { return false }
      default:
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        if !isDigit && !isLetter { return false }
      }
    }
    return true
  }
}

/// The cores the calling thread may run on.
enum Affinity {
  /// Their numbers, separated by commas. DPDK places nothing beyond core 1,023.
  static func cores() -> String {
    var text = [CChar](repeating: 0, count: 4096)
    let count = unsafe ml_dpdk_cores(&text, text.count)
    return count > 0 ? String(decoding: text[..<Int(count)].map(UInt8.init), as: UTF8.self) : "0"
  }
}

/// What DPDK logged about the call just made.
enum DriverLog {
  /// The error lines, else the warnings, else the text of `status`; in one line. Call with the
  /// EAL lock held and the log cleared before the call.
  static func reason(_ status: Int32) -> String {
    var bytes = [CChar](repeating: 0, count: 8192)
    let count = unsafe ml_dpdk_log_read(&bytes, bytes.count)
    let text = String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { line in !isHarmless(line) }
    for level in ["4", "5"] {
      let found = lines.filter { $0.hasPrefix(level) }.suffix(3).map { tidy($0.dropFirst()) }
      if !found.isEmpty { return found.joined(separator: "; ") }
    }
    return errorText(-status)
  }

  /// Lines that come with every start or probe and frighten for nothing.
  private static func isHarmless(_ line: Substring) -> Bool {
    [
      "No DPDK runtime directory", "Failed to register mp action", "No free ",
      "WARNING! Base virtual",
    ]
    .contains { line.contains($0) }
  }

  private static func tidy(_ line: Substring) -> String {
    // Drivers head their lines with a function's name, which says nothing to an operator.
    guard let end = line.range(of: "(): ")?.upperBound else { return String(line) }
    return String(line[end...])
  }
}

extension Substring {
  /// The first place `other` occurs. (Foundation's, without Foundation.)
  fileprivate func range(of other: String) -> Range<Index>? { firstRange(of: other) }

  fileprivate func contains(_ other: String) -> Bool { firstRange(of: other) != nil }
}

/// The system's text for an errno.
func errorText(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
