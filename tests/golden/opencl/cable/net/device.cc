#include "definitions.h"
#include "genn_emit/opencl_device.h"
