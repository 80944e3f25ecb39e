// SPDX-License-Identifier: Apache-2.0
// A signing device in plain C, for tests: REGISTERS.md and RING.md as a state machine, signatures by
// libsodium, time by a counter. It has the simulated device's interface, and the same device behind
// VFIO's calls and BARs in memory.
#pragma once

#include <stdint.h>

#include "ml_device.h"

// For ml_cosim_open_functions.
ml_cosim_functions ml_model_functions(void);

// A machine with one such card: for ml_pcie_open. `fault` picks a call that fails, from 1 in the order
// they are made; 0 for none. Free it after the card is closed.
typedef struct ml_model_machine ml_model_machine;
ml_model_machine *ml_model_machine_new(int fault);
const ml_pcie_system *ml_model_machine_system(ml_model_machine *machine);
// Calls made so far, and what was opened or mapped and not given back.
int ml_model_machine_calls(const ml_model_machine *machine);
int ml_model_machine_held(const ml_model_machine *machine);
// Loads of BAR0, and writes of the device that the IOMMU refused.
uint64_t ml_model_machine_loads(const ml_model_machine *machine);
uint64_t ml_model_machine_refused(const ml_model_machine *machine);
void ml_model_machine_free(ml_model_machine *machine);
