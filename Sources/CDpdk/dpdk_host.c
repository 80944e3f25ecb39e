// SPDX-License-Identifier: Apache-2.0
// What must be asked of the kernel because DPDK's drivers either do not ask or answer unclearly.
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ml_dpdk.h"

// af_packet reports its link as up for ever.
int ml_dpdk_interface_running(const char *name) {
  struct ifreq request = {0};
  if (strlen(name) >= sizeof request.ifr_name) return -ENODEV;
  memcpy(request.ifr_name, name, strlen(name));
  int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (s < 0) return -errno;
  int status = ioctl(s, SIOCGIFFLAGS, &request) < 0 ? -errno : 0;
  close(s);
  if (status < 0) return status;
  return (request.ifr_flags & IFF_UP) != 0 && (request.ifr_flags & IFF_RUNNING) != 0;
}

int ml_dpdk_packet_socket_permitted(void) {
  int s = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (s < 0) return -errno;
  close(s);
  return 0;
}

// A memif server of 22.11 aborts its process when a client is gone before its greeting is sent. So
// whoever knocks only to ask must hear the greeting out.
static void hear_greeting(int s) {
  struct pollfd wait = {.fd = s, .events = POLLIN};
  char greeting[256];
  if (poll(&wait, 1, 1000) == 1 && recv(s, greeting, sizeof greeting, MSG_DONTWAIT) < 0) return;
}

int ml_dpdk_socket_answers(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
  memcpy(address.sun_path, path, strlen(path));
  int s = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (s < 0) return -errno;
  int status = connect(s, (struct sockaddr *)&address, sizeof address) == 0 ? 1 : -errno;
  if (status == 1) hear_greeting(s);
  close(s);
  if (status == -ECONNREFUSED || status == -ENOENT) return 0;
  return status;
}

int ml_dpdk_cores(char *into, size_t capacity) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return -errno;
  size_t used = 0;
  for (unsigned core = 0; core < CPU_SETSIZE; core++) {
    if (!CPU_ISSET(core, &set)) continue;
    int more = snprintf(into + used, capacity - used, "%s%u", used == 0 ? "" : ",", core);
    if (more < 0 || (size_t)more >= capacity - used) return -ENOSPC;
    used += (size_t)more;
  }
  return (int)used;
}

int ml_dpdk_claim(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(name);
  if (length + 1 > sizeof address.sun_path) return -ENAMETOOLONG;
  // An abstract name starts with a zero byte and is a file nowhere.
  memcpy(address.sun_path + 1, name, length);
  int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (s < 0) return -errno;
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
  if (bind(s, (struct sockaddr *)&address, size) == 0) return 0;
  int status = -errno;
  close(s);
  return status;
}
