// SPDX-License-Identifier: Apache-2.0
#include "ml_host_facts.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <unistd.h>

static int ask(int socket, const char *interface, void *question) {
  struct ifreq request = {0};
  strncpy(request.ifr_name, interface, sizeof request.ifr_name - 1);
  request.ifr_data = question;
  return ioctl(socket, SIOCETHTOOL, &request) == 0 ? 0 : errno;
}

// Drivers fill their fields as they like: the end is ours.
static void copy(char out[32], const char in[32]) {
  memcpy(out, in, 31);
  out[31] = 0;
}

int ml_host_driver_of(const char *interface, ml_host_driver *driver) {
  memset(driver, 0, sizeof *driver);
  driver->receive_microseconds = -1;
  driver->receive_frames = -1;
  driver->adaptive_receive = -1;
  driver->receive_pause = -1;
  driver->transmit_pause = -1;
  int handle = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (handle < 0) return errno;
  struct ethtool_drvinfo information = {.cmd = ETHTOOL_GDRVINFO};
  int refused = ask(handle, interface, &information);
  if (refused == 0) {
    copy(driver->driver, information.driver);
    copy(driver->version, information.version);
    copy(driver->firmware, information.fw_version);
  }
  struct ethtool_coalesce coalesce = {.cmd = ETHTOOL_GCOALESCE};
  if (ask(handle, interface, &coalesce) == 0) {
    driver->receive_microseconds = coalesce.rx_coalesce_usecs;
    driver->receive_frames = coalesce.rx_max_coalesced_frames;
    driver->adaptive_receive = coalesce.use_adaptive_rx_coalesce != 0;
  }
  struct ethtool_pauseparam pause = {.cmd = ETHTOOL_GPAUSEPARAM};
  if (ask(handle, interface, &pause) == 0) {
    driver->receive_pause = pause.rx_pause != 0;
    driver->transmit_pause = pause.tx_pause != 0;
  }
  close(handle);
  return refused;
}

int ml_host_time_quality(ml_host_time *time) {
  struct timex kernel = {0};
  memset(time, 0, sizeof *time);
  if (adjtimex(&kernel) < 0) return errno;
  time->is_synchronised = (kernel.status & STA_UNSYNC) == 0;
  time->offset_microseconds = (kernel.status & STA_NANO) != 0 ? kernel.offset / 1000 : kernel.offset;
  time->error_estimate_microseconds = kernel.esterror;
  time->error_max_microseconds = kernel.maxerror;
  return 0;
}
