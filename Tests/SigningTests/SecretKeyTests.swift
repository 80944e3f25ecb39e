// SPDX-License-Identifier: Apache-2.0

import Foundation
import Memory
import Signing
import Testing

@Suite struct SecretKeyTests {
  @Test func `a seed gives the public key of RFC 8032`() throws {
    for vector in signingVectors {
      let key = try SecretKey(seed: Bytes(hex: vector.seed).view)
      #expect(hexadecimal(key.publicKey.array) == vector.key)
    }
  }

  @Test func `random keys differ`() throws {
    let first = try SecretKey.random()
    let second = try SecretKey.random()
    #expect(first.publicKey.array != second.publicKey.array)
    #expect(first.publicKey.array != [UInt8](repeating: 0, count: 32))
  }

  @Test func `a secret lies in locked pages between guards and outside core dumps`() throws {
    let key = try SecretKey(seed: Bytes(hex: signingVectors[0].seed).view)
    let address = UInt(bitPattern: key.publicKey.address)
    let areas = try MemoryArea.all()
    let index = try #require(areas.firstIndex { $0.range.contains(address) })
    #expect(areas[index].permissions == "r--p")
    #expect(areas[index].flags.contains("dd"), "left out of core dumps")
    #expect(areas[index].flags.contains("lo") == key.isLocked, "locked as it says")
    #expect(areas[index - 1].permissions == "---p" || areas[index - 1].permissions == "r--p")
    #expect(areas[index + 1].permissions == "---p")
    #expect(areas[index + 1].range.lowerBound == areas[index].range.upperBound)
    if !key.isLocked { print("note: absent: locked memory; RLIMIT_MEMLOCK is too small here") }
  }

  @Test func `touching a secret's guard, writing to it and outliving it stop the program`() async {
    await #expect(processExitsWith: .failure) {
      let key = try SecretKey.random()
      print(key.publicKey.address.load(fromByteOffset: 32, as: UInt8.self))
    }
    await #expect(processExitsWith: .failure) {
      let key = try SecretKey.random()
      UnsafeMutableRawPointer(mutating: key.publicKey.address).storeBytes(of: 0, as: UInt8.self)
    }
    await #expect(processExitsWith: .failure) {
      func address() throws -> UnsafeRawPointer { try SecretKey.random().publicKey.address }
      print(try address().load(as: UInt8.self))
    }
  }

  @Test(arguments: [
    "_ = \"\\(key)\"", "print(key)", "dump(key)", "_ = String(describing: key)",
    "_ = String(reflecting: key)", "_ = Mirror(reflecting: key)", "let any: Any = key; _ = any",
  ])
  func `the compiler refuses to print, mirror or box a secret`(_ statement: String) throws {
    guard let control = try typecheck("_ = key.publicKey.count") else {
      print("note: absent: swiftc; that secrets cannot be printed was not compiled")
      return
    }
    #expect(control == "")
    let refusal = try #require(try typecheck(statement))
    #expect(refusal.contains("error:"))
    #expect(
      ["Copyable", "copied", "noncopyable", "no exact matches", "consumed"].contains {
        refusal.contains($0)
      }, "\(refusal)")
  }

  /// What the compiler says of a function with that statement, given the modules tested here.
  private func typecheck(_ statement: String) throws -> String? {
    let source = """
      import Memory
      import Signing
      func check() throws {
        let key = try SecretKey.random()
        \(statement)
      }
      """
    let build = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    // Whatever C the two modules stand on.
    let files = FileManager.default
    let headers = try files.contentsOfDirectory(atPath: root + "/Sources").sorted()
      .filter { $0.hasPrefix("C") && files.fileExists(atPath: "\(root)/Sources/\($0)/include") }
      .flatMap { ["-Xcc", "-I\(root)/Sources/\($0)/include"] }
    let maps = try files.contentsOfDirectory(atPath: build.path).sorted()
      .map { "\(build.path)/\($0)/module.modulemap" }.filter { files.fileExists(atPath: $0) }
      .flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
    let modules = headers + maps
    return try output(
      "swiftc",
      [
        "-typecheck", "-swift-version", "6", "-I", build.path + "/Modules",
      ] + modules + ["-"], input: source)?.text
  }
}

/// One line of /proc/self/smaps with its flags.
private struct MemoryArea {
  let range: Range<UInt>
  let permissions: String
  var flags: [Substring] = []

  static func all() throws -> [MemoryArea] {
    var areas: [MemoryArea] = []
    let text = try #require(try output("cat", ["/proc/\(getpid())/smaps"])).text
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      if ends.count == 2 && words.count > 1 && words[1].count == 4 {
        areas.append(MemoryArea(range: ends[0]..<ends[1], permissions: String(words[1])))
      } else if words[0] == "VmFlags:" {
        areas[areas.count - 1].flags = Array(words.dropFirst())
      }
    }
    return areas
  }
}
