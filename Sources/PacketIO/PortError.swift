// SPDX-License-Identifier: Apache-2.0

/// Why a port, or the packet layer under all ports, could not be made. Each says what is wrong and
/// what to do about it.
public enum PortError: Error, Equatable, Sendable {
  /// `EAL.start` has not been called, or did not succeed.
  case notStarted
  /// `EAL.start` was called again with another configuration: it is once per process.
  case alreadyStarted
  /// An earlier start failed in this process, and DPDK cannot be started twice.
  case failedEarlier
  /// A configuration value outside its range; `field` names it.
  case invalidValue(field: String, reason: String)
  /// Another process runs with the same prefix.
  case prefixInUse(prefix: String)
  /// DPDK refused to start; `reason` is its own log.
  case startRefused(reason: String)
  /// Huge pages were asked for and too few are free.
  case noHugePages(wantedMegabytes: Int, freeMegabytes: Int)
  /// The packet memory is used up.
  case outOfMemory(port: String)
  /// No network interface of that name.
  case noInterface(name: String)
  /// No PCI device at that address.
  case noDevice(address: String)
  /// The PCI device belongs to a kernel driver that DPDK cannot share it with, or (empty) to none.
  case boundToKernel(address: String, driver: String)
  /// The PCI device was not named in `EALConfiguration.pciAddresses`.
  case deviceNotAllowed(address: String)
  /// The process lacks the right to open packet sockets.
  case notPermitted(interface: String)
  /// The folder of a memif socket does not exist or cannot be written.
  case socketFolder(path: String)
  /// Another memif server answers on the socket, or the path holds something else.
  case socketInUse(path: String)
  /// A capture file to read is missing or cannot be read, or one to write cannot be made.
  case captureFile(path: String, reason: String)
  /// The driver refused the port; `reason` is its own log.
  case refused(port: String, reason: String)
}

extension PortError: CustomStringConvertible {
  /// The cause, then the remedy.
  public var description: String {
    switch self {
    case .notStarted: "packet layer not started: call EAL.start before opening a port"
    case .alreadyStarted:
      "packet layer already started with another configuration: it starts once per process"
    case .failedEarlier:
      "packet layer failed to start earlier in this process: cure that failure and run again"
    case .invalidValue(let field, let reason): "\(field): \(reason)"
    case .prefixInUse(let prefix):
      "prefix '\(prefix)' is in use by another process: stop it, or set another prefix"
    case .startRefused(let reason): "packet layer refused to start: \(reason)"
    case .noHugePages, .outOfMemory: memoryDescription
    default: deviceDescription
    }
  }

  private var memoryDescription: String {
    switch self {
    case .noHugePages(let wanted, let free):
      "\(wanted) MB of huge pages wanted, \(free) MB free: "
        + "run 'sysctl vm.nr_hugepages=\((wanted + 1) / 2)' as root, or set huge pages off"
    case .outOfMemory(let port):
      "\(port): packet memory used up: raise the memory limit, or ask for fewer descriptors"
    default: ""
    }
  }

  private var deviceDescription: String {
    switch self {
    case .noInterface(let name): "no network interface '\(name)': 'ip link' lists those there are"
    case .noDevice(let address):
      "no PCI device \(address): 'lspci -D -d ::0200' lists network devices"
    case .boundToKernel(let address, let driver):
      "PCI device \(address) is bound to "
        + (driver.isEmpty ? "no driver: " : "kernel driver '\(driver)': ")
        + "run 'dpdk-devbind.py --bind=vfio-pci \(address)' as root"
    case .deviceNotAllowed(let address):
      "PCI device \(address) was not named at start: add it to the start's PCI addresses"
    case .notPermitted(let interface):
      "no right to open packet sockets on '\(interface)': grant CAP_NET_RAW, or run in a user "
        + "and network namespace ('unshare -Urn')"
    case .socketFolder(let path): "\(path): no such folder, or not writable: make it first"
    case .socketInUse(let path):
      "\(path) is in use: stop the server there, or set another socket path"
    case .captureFile(let path, let reason): "\(path): \(reason)"
    case .refused(let port, let reason): "\(port): the driver refused: \(reason)"
    default: ""
    }
  }
}
