#include "definitions.h"
#include "genn_emit/cuda_device.h"
