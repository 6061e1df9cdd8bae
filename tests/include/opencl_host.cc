/* A whole OpenCL program through opencl_api.h: build a source, run its kernel `test` over n items, read one buffer back. */
#include "genn_emit/opencl_api.h"

/* Returns 0 or the first OpenCL error, 1000 when the library cannot be loaded; the build log goes to `log`. */
extern "C" int32_t run_kernel(const char *library, const char *source, const char *options, double *result, uint64_t columns, uint64_t n,
                              char *log, uint64_t log_size)
{
    genn_opencl cl;
    if (genn_opencl_load(&cl, library, nullptr) != GENN_OPENCL_LOADED) {
        return 1000;
    }
    genn_cl_platform platform = nullptr;
    genn_cl_device device = nullptr;
    int32_t status = cl.GetPlatformIDs(1, &platform, nullptr);
    status = status != 0 ? status : cl.GetDeviceIDs(platform, GENN_CL_DEVICE_TYPE_ALL, 1, &device, nullptr);
    if (status != 0) {
        return status;
    }
    const genn_cl_context context = cl.CreateContext(nullptr, 1, &device, nullptr, nullptr, &status);
    const genn_cl_queue queue = cl.CreateCommandQueue(context, device, 0, &status);
    const genn_cl_size bytes = columns * n * sizeof(double), items = n;
    const genn_cl_memory buffer = cl.CreateBuffer(context, GENN_CL_MEM_READ_WRITE, bytes, nullptr, &status);
    const genn_cl_program program = cl.CreateProgramWithSource(context, 1, &source, nullptr, &status);
    const double minus_one = -1.0;
    status = cl.BuildProgram(program, 1, &device, options, nullptr, nullptr);
    cl.GetProgramBuildInfo(program, device, GENN_CL_PROGRAM_BUILD_LOG, log_size, log, nullptr);
    if (status == 0) {
        const genn_cl_kernel kernel = cl.CreateKernel(program, "test", &status);
        status = status != 0 ? status : cl.SetKernelArg(kernel, 0, sizeof buffer, &buffer);
        status = status != 0 ? status
                             : cl.EnqueueFillBuffer(queue, buffer, &minus_one, sizeof minus_one, 0, bytes, 0, nullptr, nullptr);
        status = status != 0 ? status : cl.EnqueueNDRangeKernel(queue, kernel, 1, nullptr, &items, nullptr, 0, nullptr, nullptr);
        status = status != 0 ? status : cl.EnqueueReadBuffer(queue, buffer, 1, 0, bytes, result, 0, nullptr, nullptr);
        status = status != 0 ? status : cl.Finish(queue);
        cl.ReleaseKernel(kernel);
    }
    cl.ReleaseProgram(program);
    cl.ReleaseMemObject(buffer);
    cl.ReleaseCommandQueue(queue);
    cl.ReleaseContext(context);
    return status;
}

/* What genn_opencl_load returns for a path, and what it says is missing. */
extern "C" int32_t try_load(const char *path, const char **missing)
{
    genn_opencl cl;
    return genn_opencl_load(&cl, path, missing);
}

extern "C" const char *error_name(int32_t code)
{
    return genn_opencl_error_name(code);
}
